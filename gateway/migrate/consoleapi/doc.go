// Package consoleapi is the API that `weft console` serves beside its page: it records
// migrations and metadata in the folder of a project (contract/metadata-and-migrations.md
// 10.5).
//
//	GET  /apis/migrate?datasource=d   which migrations the folder and the server have
//	POST /apis/migrate                run calls on the server, write their SQL as a migration
//	GET  /apis/migrate/settings       whether changes are recorded
//	PUT  /apis/migrate/settings       switch that
//	POST /apis/migrate/squash/create  join the migrations from one on
//	POST /apis/migrate/squash/delete  delete migrations
//	GET  /apis/metadata[?export=true] ask the server for its metadata, and write it
//	POST /apis/metadata               run calls that are not recorded, write the metadata
//
// The types to know: [Project], what the API works on; [Site], which browsers may ask.
package consoleapi
