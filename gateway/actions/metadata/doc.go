// Package metadata is the slice of the metadata document that belongs to Actions:
// `actions[]` and `custom_types` (contract/events-actions-rest.md 4.1, 4.2). Decoding is
// strict: unknown keys and missing ones are errors. Encoding leaves defaults out, except
// where the contract says that they are always written.
package metadata
