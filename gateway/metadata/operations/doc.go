// Package operations edits metadata documents: each command of the metadata API that changes
// metadata is one small function here, in a file by its subject
// (contract/metadata-and-migrations.md 5, 6).
//
// The types to know: [Operation], a command by its name, which decodes arguments into an
// [Edit]; [Draft], the document being edited; [Outcome], what an edit did, for those who
// build an epoch from the draft and judge the result (section 4.1).
//
// Edits are pure: they look at the draft and at catalogs that were read before, never at a
// database. Whether the edited document fits the databases shows when an epoch is built.
package operations
