// Package config reads how Weft was started: flags, environment and defaults.
//
// One table holds every option with its flag, its variables, its default and its parser
// (see option); flags, environment and help text all come from it. [Command] builds the
// command line `weft [GLOBAL] COMMAND [OPTIONS]`, and `weft serve` receives an [Options]
// value that nothing changes afterwards.
//
// The names, defaults and messages are the contract's (contract/auth-and-server.md 1).
// Variables called HASURA_GRAPHQL_* are compatible; WEFT_* and their flags are our own.
// The package opens nothing and connects to nothing.
package config
