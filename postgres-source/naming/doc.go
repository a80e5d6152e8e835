// Package naming turns names of database objects into GraphQL names, as
// contract/postgres-graphql.md section 1 defines it.
//
// A [Name] is a list of pieces; a [Convention] joins the pieces to a field or a type name;
// [Rules] add what one source customizes: prefixes, suffixes, a namespace. The package knows
// neither catalogs nor metadata: it works on strings.
package naming
