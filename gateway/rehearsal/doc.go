// Package rehearsal does a deployment without leaving anything of it: it runs migrations in
// a transaction of each database, builds the epoch that the new metadata would have on what
// the transactions see, rolls back, and tells what would have become of everything
// (`weft plan`, an addition of ours).
//
// The types to know: [Request], what is to be deployed; stage, a database in its
// transaction; [Report], what was found out.
//
// # The request
//
// `POST /v1/plan`, for admin:
//
//	{
//	  "databases": [{"name": "default", "migrations": [{"version": 1, "name": "a", "sql": "...", "no_transaction": false}]}],
//	  "metadata": {"version": 3, ...},  // as replace_metadata takes it; absent: it stays
//	  "no_transaction": false,          // whether all migrations are applied without one
//	  "lock_timeout_ms": 2000,          // for each lock, at most 30000
//	  "timeout_ms": 60000               // for all of it, at most 600000
//	}
//
// # What a rehearsal does to others
//
// Its transactions, one after the other, hold the locks that the migrations take until the
// database has been read, and wait for one no longer than the request allows: whoever needs
// what they lock waits that long. All migrations of a database run in one transaction, so
// that a lock is told with the first that takes it, and with later ones on the same relation
// as held. What Postgres does not roll back stays:
// numbers that sequences gave out. Commands that would end the transaction, and those that
// read or write outside of the database, are not run.
package rehearsal
