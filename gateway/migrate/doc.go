// Package migrate is the command line of a project: metadata, migrations, seeds
// (contract/metadata-and-migrations.md 10), and `weft plan`, which rehearses a deployment of
// them.
//
// [Commands] hangs it into the binary's command line. Everything reaches the server by its
// public API (package client), so that the commands work against any compatible server; a
// plan needs one that rehearses (package rehearsal).
// `weft console` serves a page, and an API that records changes in the project (package
// consoleapi).
// [AtStart] does the same steps with a server of the same process, before it is open.
package migrate
