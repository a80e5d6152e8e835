// Package metadata is the slice of the metadata document that belongs to one PostgreSQL
// source (contract/metadata-and-migrations.md 2.1-2.4).
//
// [Decode] reads JSON strictly, with the path of what is wrong; [Append] writes it back in
// the contract's key order with defaults left out, so that export -> apply -> export is a
// fixed point. Parts that belong to another room stay raw JSON: event triggers,
// validate_input, connection templates. Boolean expressions stay raw too, in the order they
// were written: package model gives them meaning.
//
// The package checks the document's form only. Whether a table exists is for package model.
package metadata
