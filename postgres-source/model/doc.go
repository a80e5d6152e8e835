// Package model joins a catalog with its metadata: what is tracked, what it is called, how
// it is related, and what each role may do with it.
//
// [Build] is a pure function. Every object of the metadata that the database or another
// object contradicts becomes an [Inconsistency] and is left out, and so is whatever depends
// on it: a permission that cannot be honoured is no permission. The [Model] it returns is
// immutable, resolved to pointers, and holds no names to be looked up again.
//
// The types to know: [Table] with its [Column] and [Relationship]; [Permissions] of a role;
// [BoolExp], the boolean language of permissions as a tree.
package model
