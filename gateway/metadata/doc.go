// Package metadata is the whole metadata document: reading and writing it as JSON, as a
// directory of YAML files and in the catalog table hdb_catalog.hdb_metadata.
//
// The three types to know: [Document], the document itself, composed of slices that the
// source packages declare; [Watched], a metadata folder that may change; [Store], the row in
// Postgres with its resource version, and the rest of the catalog around it.
//
// The package does not decide what a document means: whether its objects fit the
// databases and servers they name is found out when an epoch is built (gateway/roles).
package metadata
