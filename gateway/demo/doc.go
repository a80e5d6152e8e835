// Package demo runs the shop of examples/shop with everything it needs in one process: a
// Postgres server of its own, the reviews server, the handlers of the Actions, and Weft in
// front of them.
//
// [Run] is `weft demo`. How the gateway itself is put together is the caller's: Run hands
// what is to be served to a function, see [Gateway]. Everything listens on the loopback
// address only, because the demo sets no secret.
package demo
