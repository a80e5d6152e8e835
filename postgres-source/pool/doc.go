// Package pool holds the connections to one database and runs statements on them.
//
// Values travel as text in both directions and results are handed over as borrowed bytes,
// so that JSON made by the database is copied once. Prepared statements are kept per
// connection, or not used at all where a transaction-pooling PgBouncer is in between. A
// cancelled context cancels the statement on the server (see watcher). Reads that met a connection which
// had died are tried once more.
//
// A [Pool] is shared by the epochs that use the same settings: see [Pool.Retain].
package pool
