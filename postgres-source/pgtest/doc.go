// Package pgtest gives every test a PostgreSQL database of its own.
//
// [New] is all that most tests need. The databases live on one server, which the first test
// package to need it starts from binaries on the machine and which ends some seconds after
// the last test process. Nothing has to be prepared or cleaned up.
//
// Without binaries the tests that ask for a database are skipped, which `go test -v` shows;
// WEFT_REQUIRE=all, which CI sets, makes them fail instead. WEFT_TEST_POSTGRES names a server
// to use instead of an own one (a URL of a superuser).
//
// Only tests import this package.
package pgtest
