// Package rehearsal does a deployment without leaving anything of it: it runs migrations in
// a transaction of each database, builds the epoch that the new metadata would have on what
// the transactions see, rolls back, and tells what would have become of everything
// (`weft plan`, an addition of ours).
//
// The types to know: [Request], what is to be deployed; stage, a database in its
// transaction; [Report], what was found out.
//
// # What a rehearsal does to others
//
// Its transactions hold the locks that the migrations take until they are rolled back, and
// wait for one no longer than the request allows: whoever needs what they lock waits that
// long. What Postgres does not roll back stays: numbers that sequences gave out. Commands
// that would end the transaction, and those that read or write outside of the database, are
// not run.
package rehearsal
