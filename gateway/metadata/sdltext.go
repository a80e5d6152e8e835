package metadata

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/weftql/weft/planner"
)

// readSDL reads actions.graphql, which may be missing.
func readSDL(dir fs.FS) (*ast.SchemaDocument, error) {
	text, err := fs.ReadFile(dir, actionsSDL)
	if errors.Is(err, fs.ErrNotExist) {
		return &ast.SchemaDocument{}, nil
	}
	if err != nil {
		return nil, err
	}
	doc, perr := parser.ParseSchema(&ast.Source{Name: actionsSDL, Input: trimBlockStrings(string(text))})
	if perr != nil {
		return nil, fmt.Errorf("%s: %w", actionsSDL, perr)
	}
	return doc, nil
}

// trimBlockStrings takes the blanks off both ends of block strings: the original's command
// line writes a description as `""" text """` and reads it without them.
func trimBlockStrings(text string) string {
	source := []rune(text)
	var out strings.Builder
	done := 0
	for l := lexer.New(&ast.Source{Input: text}); ; {
		t, err := l.ReadToken()
		if err != nil || t.Kind == lexer.EOF { // what is wrong is told by the parser
			break
		}
		if t.Kind == lexer.BlockString {
			out.WriteString(string(source[done:t.Pos.Start]))
			out.Write(planner.AppendJSONString(nil, strings.TrimSpace(t.Value)))
			done = t.Pos.End
			// The lines after it keep their numbers.
			out.WriteString(strings.Repeat("\n", strings.Count(string(source[t.Pos.Start:done]), "\n")))
		}
	}
	return out.String() + string(source[done:])
}
