// Package naming translates between the names of a remote server and the names clients
// see, as the schema's customization says (contract/remote-schemas-and-joins.md 3.3).
package naming
