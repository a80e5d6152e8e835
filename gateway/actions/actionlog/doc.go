// Package actionlog keeps runs of asynchronous actions in the table
// `hdb_catalog.hdb_action_log` of the metadata database
// (contract/events-actions-rest.md 4.4, contract/metadata-and-migrations.md 3). The catalog
// must be there already.
package actionlog
