package naming

import "strings"

// Name is a name as a list of pieces, which conventions join differently
// (contract/postgres-graphql.md 1.1). Names are values: no method changes its receiver.
type Name []Piece

// Piece is one part of a [Name].
type Piece struct {
	Text string
	// Custom marks a name that a person chose: its case is kept in first position.
	Custom bool
}

// Custom returns a name that is kept whole.
func Custom(name string) Name { return Name{{Text: name, Custom: true}} }

// Split cuts a database name at its underscores. A leading underscore stays with the first
// piece; doubled and trailing underscores give empty pieces, so that joining with "_" gives
// back the name.
func Split(name string) Name {
	lead := ""
	if strings.HasPrefix(name, "_") {
		lead, name = "_", name[1:]
	}
	pieces := make(Name, 0, 1+strings.Count(name, "_"))
	for text := range strings.SplitSeq(name, "_") {
		pieces = append(pieces, Piece{Text: text})
	}
	pieces[0].Text = lead + pieces[0].Text
	return pieces
}

// Object is the base name of a table, view or function: the custom name if there is one,
// else schema and name, without the schema when it is `public`.
func Object(schema, name, custom string) Name {
	switch {
	case custom != "":
		return Custom(custom)
	case schema == "public":
		return Split(name)
	}
	return append(Split(schema), Split(name)...)
}

// With returns n followed by automatic pieces.
func (n Name) With(texts ...string) Name { return n.join(nil, texts) }

// After returns n preceded by automatic pieces.
func (n Name) After(texts ...string) Name { return n.join(texts, nil) }

func (n Name) join(before, after []string) Name {
	joined := make(Name, 0, len(before)+len(n)+len(after))
	for _, text := range before {
		joined = append(joined, Piece{Text: text})
	}
	joined = append(joined, n...)
	for _, text := range after {
		joined = append(joined, Piece{Text: text})
	}
	return joined
}

// Snake joins the pieces with underscores.
func (n Name) Snake() string {
	if len(n) == 1 {
		return n[0].Text
	}
	return n.snake(nil, nil)
}

// snake is join and Snake without a name in between: a large schema has a hundred thousand.
func (n Name) snake(before, after []string) string {
	size := len(before) + len(n) + len(after)
	for _, text := range before {
		size += len(text)
	}
	for _, p := range n {
		size += len(p.Text)
	}
	for _, text := range after {
		size += len(text)
	}
	var b strings.Builder
	b.Grow(size)
	add := func(text string, more bool) {
		b.WriteString(text)
		if more {
			b.WriteByte('_')
		}
	}
	for _, text := range before {
		add(text, true)
	}
	for i, p := range n {
		add(p.Text, i < len(n)-1 || len(after) > 0)
	}
	for i, text := range after {
		add(text, i < len(after)-1)
	}
	return b.String()
}

// Legal tells whether s can be a GraphQL name (contract/postgres-graphql.md 1.8).
func Legal(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
		case i > 0 && c >= '0' && c <= '9':
		default:
			return false
		}
	}
	return s != ""
}

// LegalEnumValue tells whether s can be a value of a GraphQL enum: a legal name other than
// the three keywords (contract/postgres-graphql.md 5.3).
func LegalEnumValue(s string) bool {
	return Legal(s) && s != "true" && s != "false" && s != "null"
}
