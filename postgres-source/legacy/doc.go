// Package legacy reads the data operations of /v1/query and /v2/query: select, insert,
// update, delete and count (contract/metadata-and-migrations.md 8.2).
//
// [Decode] takes the arguments apart, [Command.Resolve] finds what they name in the model
// and refuses, in the contract's words, what the role may not name. Package compile makes
// the statement of the outcome, an [Operation]: it is there that filters, checks, presets
// and limits of the permissions are put in place.
package legacy
