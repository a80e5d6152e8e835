// Package collections finds out whether the operations in query collections fit the schema:
// [Check] is a check of epochs. Those that do not are inconsistent, whether or not an allow
// list or a REST endpoint uses them (contract/metadata-and-migrations.md 6.3).
//
// Only names are checked: fields, fragments, types of variables. Whether values fit shows
// when an operation runs.
package collections
