// Package history is the migrations of one database: their files, which of them a server
// has, which are to be run, and running them (contract/metadata-and-migrations.md 10.4).
//
// The types to know: [Migration], the files of one version; [Ledger], the versions a
// database has; [Request], what the user asks for, and the [Step]s that it comes to.
package history
