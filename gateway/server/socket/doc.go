// Package socket serves GraphQL over websockets, in the two dialects that clients speak:
// graphql-transport-ws and the older graphql-ws (contract/subscriptions.md 1 to 5).
//
// A [Hub] holds all connections. Each has one goroutine, which reads; messages to the
// client wait in a bounded list that a goroutine flushes only while there is something to
// flush; timers of all connections share one wheel. An idle connection costs its reader
// and nothing else.
package socket
