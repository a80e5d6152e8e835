package metadata

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Type is a GraphQL type reference, written as text: `[Order!]!`.
type Type struct{ ast.Type }

// ParseType reads a type reference.
func ParseType(text string) (*Type, error) {
	p := typeParser{rest: strings.TrimSpace(text)}
	t, err := p.typ()
	if err == nil && p.rest != "" {
		err = errors.New("something follows it")
	}
	if err != nil {
		return nil, fmt.Errorf("not a GraphQL type: %q: %w", text, err)
	}
	return &Type{*t}, nil
}

// UnmarshalJSON reads a type reference.
func (t *Type) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	parsed, err := ParseType(text)
	if err != nil {
		return err
	}
	*t = *parsed
	return nil
}

// MarshalJSON writes a type reference.
func (t *Type) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }

type typeParser struct{ rest string }

// maxListDepth bounds how deep lists may be nested in a type.
const maxListDepth = 32

func (p *typeParser) typ() (*ast.Type, error) {
	if strings.Count(p.rest, "[") > maxListDepth {
		return nil, errors.New("lists are nested too deeply")
	}
	t := &ast.Type{}
	if p.take("[") {
		elem, err := p.typ()
		if err != nil {
			return nil, err
		}
		if !p.take("]") {
			return nil, errors.New("a list is not closed")
		}
		t.Elem = elem
	} else if t.NamedType = p.name(); t.NamedType == "" {
		return nil, errors.New("a name is missing")
	}
	t.NonNull = p.take("!")
	return t, nil
}

func (p *typeParser) take(token string) bool {
	after, found := strings.CutPrefix(p.rest, token)
	if found {
		p.rest = strings.TrimLeft(after, " ")
	}
	return found
}

func (p *typeParser) name() string {
	end := 0
	for end < len(p.rest) && nameByte(p.rest[end], end == 0) {
		end++
	}
	name := p.rest[:end]
	p.rest = strings.TrimLeft(p.rest[end:], " ")
	return name
}

func nameByte(c byte, first bool) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && c >= '0' && c <= '9'
}
