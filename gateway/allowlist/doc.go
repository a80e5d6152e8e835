// Package allowlist lets roles run listed operations only (contract/auth-and-server.md 9):
// [Gate] is an extension of the executor, so that HTTP, sockets and REST endpoints pass it
// alike, and explain does not.
//
// Documents are compared by their structure: white space, comments, `__typename` and the
// order of arguments do not count, everything else does.
package allowlist
