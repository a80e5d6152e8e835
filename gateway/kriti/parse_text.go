package kriti

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/weftql/weft/planner"
)

// template reads a string in double quotes.
func (p *parser) template() (node, error) {
	start := p.pos
	p.pos++
	return p.text(start, true)
}

// unquoted reads the whole source as the inside of a string.
func (p *parser) unquoted() (node, error) { return p.text(0, false) }

// text reads the inside of a string: to its quote, or to the end of the source.
func (p *parser) text(start int, quoted bool) (node, error) {
	n := &text{}
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			n.parts = append(n.parts, &literal{span{start, p.pos}, planner.StringValue(plain.String())})
			plain.Reset()
		}
	}
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == '"':
			if !quoted {
				return nil, p.unexpected(`text; write \" for a quote`)
			}
			p.pos++
			flush()
			n.span = span{start, p.pos}
			return n, nil
		case c == '\\':
			if err := p.escape(&plain); err != nil {
				return nil, err
			}
		case strings.HasPrefix(p.src[p.pos:], "{{"):
			flush()
			p.pos += 2
			part, err := p.curly(p.pos - 2)
			if err != nil {
				return nil, err
			}
			n.parts = append(n.parts, part)
		default:
			plain.WriteByte(c)
			p.pos++
		}
	}
	if quoted {
		return nil, p.unexpected("the end of the string")
	}
	flush()
	n.span = span{start, p.pos}
	return n, nil
}

// escape reads an escape into text. `\/` stays as it is.
func (p *parser) escape(text *strings.Builder) error {
	start := p.pos
	if p.pos++; p.pos >= len(p.src) {
		return p.unexpected("an escape")
	}
	c := p.src[p.pos]
	p.pos++
	if i := strings.IndexByte(`"\{bfnrt`, c); i >= 0 {
		text.WriteByte("\"\\{\b\f\n\r\t"[i])
		return nil
	}
	switch c {
	case '/':
		text.WriteString(`\/`)
		return nil
	case 'u':
		return p.unicode(start, text)
	}
	return p.fail(span{start, p.pos}, "unknown escape %s", p.src[start:p.pos])
}

// unicode reads four digits, and four more where they are half of a pair.
func (p *parser) unicode(start int, text *strings.Builder) error {
	unit, ok := p.unit()
	if !ok {
		return p.fail(span{start, p.pos}, `\u needs four digits`)
	}
	if utf16.IsSurrogate(unit) {
		low := rune(utf8.RuneError)
		if strings.HasPrefix(p.src[p.pos:], `\u`) {
			back := p.pos
			p.pos += 2
			if low, ok = p.unit(); !ok || utf16.DecodeRune(unit, low) == utf8.RuneError {
				p.pos = back
			}
		}
		unit = utf16.DecodeRune(unit, low)
	}
	text.WriteRune(unit)
	return nil
}

func (p *parser) unit() (rune, bool) {
	if p.pos+4 > len(p.src) {
		return 0, false
	}
	n, err := strconv.ParseUint(p.src[p.pos:p.pos+4], 16, 16)
	if err != nil {
		return 0, false
	}
	p.pos += 4
	return rune(n), true
}
