// Package compile turns the selections of one call into an [ir.Query].
//
// It is where permissions meet a request. Rows of a table enter a query in one place only,
// [compiler.permitted], which puts the role's filter and limit on them; values of columns
// leave through [compiler.column], which refuses or masks what the role may not read. What
// a permission itself reads (its relationships, `_exists`) has no filter of its own, as the
// contract says (contract/postgres-graphql.md 3.5).
//
// Request values become [Input]s, looked up anew in every run. Only what changes the SQL is
// observed: the members of a condition, the terms of an ordering, enum values.
package compile
