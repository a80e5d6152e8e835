// Package shop is the example behind `weft demo`: a shop for yarn and cloth.
//
// It holds three things. [Load] writes the shop's tables and its generated rows into a
// database, the same rows every time. [Metadata] is the project's metadata directory: which
// tables, servers and Actions Weft serves, and what each role may see. The folders reviews
// and checkout hold the two services the shop talks to, a GraphQL server and a handler of
// Actions; each runs alone or inside another process.
//
// The package is an example: it knows Postgres, but nothing of Weft's own packages.
package shop
