// Package server is Weft's HTTP side: the GraphQL endpoints, the JSON endpoints beside them,
// health, and the rules of status, headers and bodies that all of them share
// (contract/auth-and-server.md 7).
//
// A request passes [Server.ServeHTTP], which knows the paths, CORS, request ids and panics,
// to an endpoint. A GraphQL endpoint is a list of gqlgen transports over one executor: the
// socket hub, our own POST, GET. A JSON endpoint is an [Endpoint]; other rooms add theirs.
//
// The packages below: executor answers operations, socket holds the websockets, border
// words errors, wheel keeps timers.
package server
