// Package schema describes one PostgreSQL source to one role: its root fields and GraphQL
// types as the planner sees them (contract/postgres-graphql.md sections 1-5, 6.2, 7).
//
// [New] takes a model and a role and returns a [Schema], which answers everything of
// [planner.Part] but Compile. Names are known at once; a type is built when it is first
// looked up. Roles that see the same share types through a [Cache].
//
// Every planner.Field, InputValue, EnumValue and Type carries a Meta that says what it
// stands for, so that whoever compiles a selection never looks a name up: see meta.go for
// the list. Metas are the same for every role: what a role may do is in
// [model.Table.Permissions]. What a role may not see is not in its schema.
//
// The package writes no SQL and reads no request.
package schema
