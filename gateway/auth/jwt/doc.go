// Package jwt verifies JSON Web Tokens and reads sessions from their claims
// (contract/auth-and-server.md 4).
//
// [New] reads the configurations, once at start; [Verifier.Verify] takes the headers of a
// request through finding the token, verifying it and mapping its claims. Keys are given or
// fetched from a JWK set, which is fetched again when its time is over.
package jwt
