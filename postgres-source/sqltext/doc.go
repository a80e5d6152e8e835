// Package sqltext writes an [ir.Query] as one SQL statement.
//
// The same tree has three renderings, called forms: [Single] for one row, where inputs are
// the statement's parameters; [Keyed] for many rows with one set of inputs, where the keys
// are the rows of an input relation; [Mixed] for many rows with inputs of their own, which
// become columns of that relation. A form changes where values come from and nothing else,
// so every form answers the same bytes.
//
// The writer appends to one []byte. Identifiers go through [sqlname.AppendIdent]; request
// values are never written, only their places. The one exception are a limit and an offset
// that stand in the document itself: the compiler makes an [ir.Number] of them, which is
// written as the digits of that integer (compile's amount.go says why, with figures).
package sqltext
