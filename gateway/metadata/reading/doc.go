// Package reading takes JSON objects apart that come from outside: sections of the metadata
// document and arguments of the metadata API. It words what is wrong as the contract's
// decoder does, with the path of the offending value
// (contract/metadata-and-migrations.md 1.1).
//
// The type to know is [Object]. It remembers the first thing that is wrong and returns zero
// values from then on, so that a caller checks [Object.Err] once, at the end.
//
// Whether what was read makes sense is for the callers.
package reading
