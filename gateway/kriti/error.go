package kriti

import (
	"strings"
	"unicode/utf8"
)

// The codes of errors.
const (
	ParseError     = "Parse Error"
	AttributeError = "Attribute Error"
	NameError      = "Name Error"
	TypeError      = "Type Error"
	IndexError     = "Index Error"
	FunctionError  = "Function Error"
)

// Error is what is wrong with a template, or with what it was evaluated over. Its JSON is
// what clients are shown (contract/events-actions-rest.md 6.4).
type Error struct {
	Code     string   `json:"error_code"`
	Message  string   `json:"message"`
	Position Position `json:"source_position"`
}

// Error is the message with its code.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Position is a piece of a template's text; lines and columns count from zero.
type Position struct {
	StartLine   int `json:"start_line"`
	StartColumn int `json:"start_column"`
	EndLine     int `json:"end_line"`
	EndColumn   int `json:"end_column"`
}

// span is a piece of a template's text in bytes.
type span struct{ start, end int }

// position finds a span's lines and columns.
func (s span) position(src string) Position {
	var p Position
	p.StartLine, p.StartColumn = place(src, s.start)
	p.EndLine, p.EndColumn = place(src, s.end)
	return p
}

func place(src string, at int) (line, column int) {
	before := src[:min(at, len(src))]
	return strings.Count(before, "\n"), utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
}
