package kriti

import (
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
)

// json reads a literal or a variable.
func (p *parser) json() (node, error) {
	if p.pos >= len(p.src) {
		return nil, p.unexpected("a value")
	}
	switch c := p.src[p.pos]; {
	case c == '"':
		return p.template()
	case c == '[':
		return p.array()
	case c == '{':
		return p.object()
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	start, word := p.pos, p.word()
	value, constant := map[string]*planner.Value{"true": planner.TrueValue, "false": planner.FalseValue, "null": planner.NullValue}[word]
	if word == "" || !constant && slices.Contains(reserved, word) {
		return nil, p.unexpected("a value")
	}
	p.pos += len(word)
	if constant {
		return &literal{span{start, p.pos}, value}, nil
	}
	return &variable{span{start, p.pos}, word}, nil
}

// number reads a JSON number.
func (p *parser) number() (node, error) {
	start := p.pos
	for p.pos < len(p.src) && strings.IndexByte("+-.eE0123456789", p.src[p.pos]) >= 0 {
		p.pos++
	}
	v, err := planner.ParseValue([]byte(p.src[start:p.pos]))
	if err != nil {
		return nil, p.fail(span{start, p.pos}, "not a number: %s", p.src[start:p.pos])
	}
	return &literal{span{start, p.pos}, v}, nil
}

func (p *parser) array() (node, error) {
	n := &array{span: span{start: p.pos}}
	p.pos++
	for !p.accept("]") {
		if len(n.items) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		item, err := p.expression()
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
	}
	n.span.end = p.pos
	return n, nil
}

func (p *parser) object() (node, error) {
	n := &object{span: span{start: p.pos}}
	p.pos++
	for !p.accept("}") {
		if len(n.keys) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		key, err := p.key()
		if err != nil {
			return nil, err
		}
		if err := p.expect(":"); err != nil {
			return nil, err
		}
		value, err := p.expression()
		if err != nil {
			return nil, err
		}
		n.keys, n.values = append(n.keys, key), append(n.values, value)
	}
	n.span.end = p.pos
	return n, nil
}

// key reads an object's key: a plain string.
func (p *parser) key() (string, error) {
	if !p.next(`"`) {
		return "", p.unexpected("a quoted key")
	}
	p.pos++
	var text strings.Builder
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; c {
		case '"':
			p.pos++
			return text.String(), nil
		case '\\':
			if err := p.escape(&text); err != nil {
				return "", err
			}
		default:
			text.WriteByte(c)
			p.pos++
		}
	}
	return "", p.unexpected("the end of the key")
}

// quoted reads a key in single quotes and the bracket behind it.
func (p *parser) quoted() (node, error) {
	start := p.pos
	text, _, closed := strings.Cut(p.src[p.pos+1:], "'")
	if !closed {
		return nil, p.fail(span{start, len(p.src)}, "a quote is not closed")
	}
	p.pos += len(text) + 2
	return textNode(span{start, p.pos}, text), p.expect("]")
}

func textNode(s span, text string) node { return &literal{s, planner.StringValue(text)} }
