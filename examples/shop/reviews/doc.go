// Package reviews is a GraphQL server for reviews of the shop's products, in memory.
//
// It stands for any GraphQL server that is somebody else's: generated with gqlgen from
// schema.graphqls, it knows nothing of Weft and refers to products and customers by id
// only. Weft adds the relationships between its types and the shop's tables.
//
// To change it, edit schema.graphqls, run go generate and fill in schema.resolvers.go.
package reviews

//go:generate go tool gqlgen generate
