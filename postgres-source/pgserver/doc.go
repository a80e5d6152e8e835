// Package pgserver runs a private PostgreSQL server from binaries that are on the machine.
//
// [Find] looks for binaries, [Start] runs a server in a folder of its own that ends with
// this process, however this process ends, and [Share] joins or starts one that several
// processes use and that ends when the last of them has gone. The server listens on a free
// loopback port only and asks for a random password.
//
// The server is never a direct child. Between it and us stands a guard: our own executable,
// started again (see guard.go), which stops the server once a pipe from us is closed, so
// that a SIGKILL of ours leaves nothing behind. Package embedded of gateway adds the
// fetching of binaries.
package pgserver
