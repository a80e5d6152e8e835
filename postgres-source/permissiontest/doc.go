// Package permissiontest holds the property tests of what roles may see and write: for
// generated tables, rows, permissions, sessions and requests, what Weft answers and what it
// leaves in the database is what a plain evaluator allows. It has tests only.
//
// A world is a few tables over two databases, with rows, relationships, functions and native
// queries. Its roles have generated permissions. A query is generated from what a role may
// ask, is given to Weft on real PostgreSQL, and is checked twice:
//
//   - against the plain evaluator, which walks rows in Go loops and knows nothing of SQL;
//   - against the tokens: most cells hold a value that no other cell holds, and every such
//     value in an answer must be of a cell that the role may read, whatever was asked.
//
// Streams are followed to their end in the same way, all sessions in one run, and queries are
// asked with a session variable less than the rules name. Queries that are alike, of roles that
// are alike, run as one wherever their plans allow it, as live queries do. Permissions are
// changed while Weft is open, which keeps what did not change.
//
// Mutations are generated from what a role may write, into tables with keys, defaults,
// generated columns and foreign keys, through views, nested in both directions, and with
// functions that write. The evaluator carries each of them out by the rules of the
// permissions on its own rows; afterwards the database must hold the same, to the row,
// whether the mutation succeeded or failed.
//
// A failure prints the seed that makes it again: `go test -seed N -worlds 1`.
//
// A test that passes proves nothing before it has been seen to fail. Two things show that
// this one does: every run counts, per way into an answer, the right answers that would have
// been wrong if that way had ignored the permissions; and `go test -run Broken -mutants`
// breaks Weft itself, one rule at a time, and wants every break to be noticed.
package permissiontest
