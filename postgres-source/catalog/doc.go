// Package catalog reads what a database holds: tables, columns, keys, types and functions.
//
// [Read] sends the embedded .sql files as one batch and returns an immutable [Catalog] with
// everything resolved to pointers. [ReadEnum] reads the rows of a table that is used as a
// GraphQL enum. The package knows nothing of metadata and decides nothing about what is
// exposed: that is package model.
package catalog
