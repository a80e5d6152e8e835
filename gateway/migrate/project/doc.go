// Package project finds a project directory and reads its settings.
//
// A [Project] is a directory with a config.yaml and what that file says, completed from
// flags, environment, an .env file and defaults (contract/metadata-and-migrations.md 10.1).
// The package reads files and nothing else: it neither writes nor connects.
package project
