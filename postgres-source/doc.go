// Package postgres is the PostgreSQL source: databases behind the planner's interfaces.
//
// [Open] reads a database's catalog and joins it with its slice of the metadata; the
// [Source] it returns describes itself to each role as a planner.Part, and compiles what the
// planner asks of it. The way of a request goes through packages that can be used, and
// printed, alone:
//
//	catalog   what the database holds, read from pg_catalog
//	metadata  the source's slice of the metadata document
//	model     both joined: tables, relationships, permissions
//	schema    what one role sees: root fields and GraphQL types
//	compile   selections -> ir, with the role's permissions put in
//	ir        the tree of one statement
//	sqltext   ir -> SQL, for one row, for many keys, for many sets of parameters
//	pool      connections, prepared statements, transactions
//
// A call of a query is one statement with a column per root field, run outside a
// transaction; a mutation's fields run in order in one transaction. All values of a request
// travel as parameters, text in both directions, and answers are JSON made by the database
// and copied once. One exception: an integer that is a limit or an offset in the document
// itself becomes digits of the SQL, because PostgreSQL never makes a generic plan of a limit
// that is a parameter (package compile has the figures).
//
// The package does not decide roles, does not open connections to anything but databases,
// and knows nothing of HTTP.
package postgres
