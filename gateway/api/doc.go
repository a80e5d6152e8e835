// Package api is the HTTP side of the metadata: /v1/metadata, /v2/query and /v1/query, with
// pg_dump beside them (contract/metadata-and-migrations.md 4-9).
//
// The types to know: [API], whose [API.Endpoints] the server mounts; call, one command of a
// request with its place in it; change, a request's work on the metadata: the draft being
// edited, the epoch built from it so far, and how both become current together.
//
// The edits themselves are package operations'; whether a document makes sense, package
// roles finds out. This package decodes, orders, judges, stores and answers.
package api
