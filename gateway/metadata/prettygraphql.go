package metadata

import (
	"maps"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/weftql/weft/planner"
)

// prettyQuery lays an operation out for people. Texts that do not parse, or that would lose
// something, stay as they are.
func prettyQuery(text string) string {
	return pretty(text, func(f formatter.Formatter, src *ast.Source) error {
		doc, err := parser.ParseQuery(src)
		if err == nil {
			f.FormatQueryDocument(doc)
		}
		return err
	})
}

// prettySchema is prettyQuery for schema definitions.
func prettySchema(text string) string {
	return pretty(text, func(f formatter.Formatter, src *ast.Source) error {
		doc, err := parser.ParseSchema(src)
		if err == nil {
			f.FormatSchemaDocument(doc)
		}
		return err
	})
}

func pretty(text string, format func(formatter.Formatter, *ast.Source) error) string {
	var out strings.Builder
	f := formatter.NewFormatter(&out, formatter.WithIndent("  "), formatter.WithComments(), formatter.WithBuiltin())
	if err := format(f, &ast.Source{Input: text}); err != nil {
		return text
	}
	before, ok := tokens(text)
	after, fine := tokens(out.String())
	if !ok || !fine {
		return text
	}
	// The formatter writes `{` as `query {`, and a single type without its `|` or `&`.
	delete(before, token{lexer.Name, "query"})
	delete(after, token{lexer.Name, "query"})
	if !maps.Equal(before, after) {
		return text
	}
	return out.String()
}

type token struct {
	kind lexer.Type
	text string
}

// tokens counts the tokens of a text, comments included. Block strings and strings of one
// value are the same. It reports false if a token is not known: of characters that are escaped
// as two halves (\uD83D\uDE00) the lexer makes replacement characters.
func tokens(text string) (map[token]int, bool) {
	found := map[token]int{}
	l := lexer.New(&ast.Source{Input: text})
	for {
		t, err := l.ReadToken()
		if err != nil || strings.ContainsRune(t.Value, utf8.RuneError) {
			return nil, false
		}
		switch t.Kind {
		case lexer.EOF:
			return found, true
		case lexer.BlockString:
			t.Kind = lexer.String
		}
		found[token{t.Kind, t.Value}]++
	}
}

// prettyCollections lays out the operations of a query_collections section.
func prettyCollections(v *planner.Value) {
	for _, c := range v.Items {
		for _, q := range items(memberOf(c, "definition"), "queries") {
			rewrite(q, "query", prettyQuery)
		}
	}
}

// prettyRemotes lays out the permissions of a remote_schemas section.
func prettyRemotes(v *planner.Value) {
	for _, r := range v.Items {
		for _, p := range items(r, "permissions") {
			rewrite(memberOf(p, "definition"), "schema", prettySchema)
		}
	}
}

// memberOf is Member for values that may be absent.
func memberOf(v *planner.Value, name string) *planner.Value {
	if v == nil {
		return nil
	}
	return v.Member(name)
}

func items(v *planner.Value, name string) []*planner.Value {
	if m := memberOf(v, name); m != nil {
		return m.Items
	}
	return nil
}

// rewrite replaces a string member of an object.
func rewrite(v *planner.Value, name string, with func(string) string) {
	if m := memberOf(v, name); m != nil && m.Kind == planner.String {
		m.Text = with(m.Text)
	}
}
