// Package client speaks the metadata, query and dump APIs of a server over HTTP, as the
// public command line does (contract/metadata-and-migrations.md 10.1).
package client
