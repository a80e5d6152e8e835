// Package remote is the source for remote GraphQL servers
// (contract/remote-schemas-and-joins.md).
//
// [Open] asks a server for its schema and returns a [Source], which serves it to the
// planner: the whole schema, or the part of it that a role's SDL allows, under customized
// names. A root call becomes one GraphQL request with all root fields of the server in it;
// a join call becomes one request with one aliased field per row. No value is ever written
// into a document: everything travels in variables.
//
// A pipeline of packages lies below, each usable alone:
//
//	metadata   the slice of the metadata
//	outgoing   HTTP: addresses, headers, redirects, bounds, traces
//	upstream   introspection and the server's schema
//	naming     customization
//	grant      roles: SDL subsets and presets
//
// The package does not decide which roles exist, store metadata, or merge schemas.
package remote
