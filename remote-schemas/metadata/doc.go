// Package metadata is the slice of the metadata document that belongs to remote schemas
// (contract/remote-schemas-and-joins.md 1, 6.1): `remote_schemas[]` and the definitions of
// remote relationships, which tables hold too.
//
// Decoding is strict: unknown keys and missing ones are errors. Encoding leaves defaults
// out, and writes a relationship in the format it was read in.
package metadata
