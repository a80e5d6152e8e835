// Package upstream is a remote GraphQL server's schema as the server describes it: the
// introspection query, the reading of its answer, and the rules a schema must keep
// (contract/remote-schemas-and-joins.md 3.1, 3.2). All names are the server's own;
// customization and roles come later.
package upstream
