// Package grant is what a role may see of a remote schema
// (contract/remote-schemas-and-joins.md 5): SDL that must be a subset of the server's
// schema, and `@preset` values that are always sent and never seen.
package grant
