package kriti

import (
	"fmt"
	"slices"
	"strings"
)

// parser reads a template without a lexer of its own: whether `}}` ends an expression or two
// objects depends on what is being read.
type parser struct {
	src   string
	pos   int
	depth int
}

// maxNesting bounds how deep a template may nest.
const maxNesting = 200

func (p *parser) fail(s span, format string, args ...any) error {
	return &Error{Code: ParseError, Message: fmt.Sprintf(format, args...), Position: s.position(p.src)}
}

// unexpected fails at what comes next.
func (p *parser) unexpected(wanted string) error {
	if p.pos >= len(p.src) {
		return p.fail(span{p.pos, p.pos}, "unexpected end of the template, expecting %s", wanted)
	}
	r := []rune(p.src[p.pos:min(len(p.src), p.pos+4)])
	return p.fail(span{p.pos, p.pos + len(string(r[:1]))}, "unexpected %q, expecting %s", r[0], wanted)
}

// space skips white space and comments.
func (p *parser) space() {
	for p.pos < len(p.src) {
		switch p.src[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		case '#':
			end := strings.IndexByte(p.src[p.pos:], '\n')
			if end < 0 {
				end = len(p.src) - p.pos
			}
			p.pos += end
		default:
			return
		}
	}
}

// next tells whether text comes next, white space aside.
func (p *parser) next(text string) bool {
	p.space()
	return strings.HasPrefix(p.src[p.pos:], text)
}

// accept skips text if it comes next.
func (p *parser) accept(text string) bool {
	if !p.next(text) {
		return false
	}
	p.pos += len(text)
	return true
}

func (p *parser) expect(text string) error {
	if !p.accept(text) {
		return p.unexpected(fmt.Sprintf("%q", text))
	}
	return nil
}

func (p *parser) enter() error {
	if p.depth++; p.depth > maxNesting {
		return p.fail(span{p.pos, p.pos}, "the template nests too deep")
	}
	return nil
}

func (p *parser) leave() { p.depth-- }

// document reads a whole template.
func (p *parser) document() (node, error) {
	n, err := p.expression()
	if err != nil {
		return nil, err
	}
	if p.space(); p.pos < len(p.src) {
		return nil, p.unexpected("the end of the template")
	}
	return n, nil
}

var reserved = []string{"true", "false", "null", "if", "elif", "else", "end", "range", "in", "not"}

// word returns the identifier or keyword that comes next, "" when there is none.
func (p *parser) word() string {
	p.space()
	end := p.pos
	if end < len(p.src) && p.src[end] == '$' {
		end++
	}
	if end >= len(p.src) || !letter(p.src[end]) {
		return p.src[p.pos:end] // a bare $, or nothing
	}
	for end < len(p.src) && (letter(p.src[end]) || p.src[end] >= '0' && p.src[end] <= '9' || strings.IndexByte("$_-", p.src[end]) >= 0) {
		end++
	}
	return p.src[p.pos:end]
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// keyword skips a keyword if it comes next.
func (p *parser) keyword(word string) bool {
	if p.word() != word {
		return false
	}
	p.pos += len(word)
	return true
}

// name reads an identifier.
func (p *parser) name() (string, error) {
	word := p.word()
	if word == "" || slices.Contains(reserved, word) {
		return "", p.unexpected("a name")
	}
	p.pos += len(word)
	return word, nil
}
