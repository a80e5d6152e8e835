// Package sqlscript takes SQL scripts apart into their statements, as psql does: it knows
// quotes, comments, parentheses and bodies of functions, and nothing else of SQL.
package sqlscript
