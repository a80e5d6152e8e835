// Package auth decides who asks: it turns the headers of a request into a session.
//
// [New] chooses the mode from the options, once at start; the [Authenticator] it returns
// answers every request with a [Grant] or a fault. The rules are the contract's
// (contract/auth-and-server.md 2). The package does not know what a role may do.
package auth
