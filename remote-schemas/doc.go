// Package remote is the source for remote GraphQL servers.
package remote
