// Package difference tells what became of the objects of the metadata between two
// documents: which are new, which are gone, and which keys of the others changed. It knows
// JSON and how objects are named in lists, and nothing of what they mean, so that no section
// can be forgotten.
package difference
