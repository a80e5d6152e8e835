// Package schemadiff compares two schemas the way their clients would: what is gone, what
// is new, what is different, and whether a client that was made for the one still works
// with the other.
//
// The types to know: [Change], one difference with its [Severity], and [Uses], what an
// operation needs of a schema, from which follows whether a change breaks it.
package schemadiff
