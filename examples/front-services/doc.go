// Package frontservices is the example of Weft in front of several GraphQL servers. It holds
// a metadata directory and its test; the README says how to run it.
package frontservices
