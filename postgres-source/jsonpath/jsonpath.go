// Package jsonpath parses the JSON select paths of json and jsonb columns
// (contract/postgres-graphql.md 2.3): `$.a.b[0].c`, `a.b`, `.a`, `$["odd key"]`, `['x y']`.
package jsonpath

import "fmt"

// Error is a path that cannot be parsed. Its text is the contract's.
type Error struct{ Path string }

func (e *Error) Error() string {
	return fmt.Sprintf("parse json path error: %s. Accept letters, digits, underscore (_) or hyphen (-) only. "+
		`Use quotes enclosed in bracket (["..."]) if there is any special character`, e.Path)
}

// Parse returns the steps of a path; none for `$`, the whole value. The error is an *Error.
func Parse(path string) ([]string, error) {
	p := parser{rest: path}
	if p.eat('$') {
		if p.rest != "" && p.rest[0] != '.' && p.rest[0] != '[' {
			return nil, &Error{Path: path}
		}
	} else if p.rest != "" && p.rest[0] != '.' && p.rest[0] != '[' {
		p.rest = "." + p.rest
	}
	if path == "" {
		return nil, &Error{Path: path}
	}
	steps := []string{}
	for p.rest != "" {
		step, ok := p.step()
		if !ok {
			return nil, &Error{Path: path}
		}
		steps = append(steps, step)
	}
	return steps, nil
}

type parser struct{ rest string }

func (p *parser) eat(c byte) bool {
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *parser) step() (string, bool) {
	if p.eat('.') {
		return p.while(plain)
	}
	if !p.eat('[') {
		return "", false
	}
	for _, quote := range []byte{'"', '\''} {
		if p.eat(quote) {
			s, ok := p.quoted(quote)
			return s, ok && p.eat(']')
		}
	}
	s, ok := p.while(func(c byte) bool { return c >= '0' && c <= '9' })
	return s, ok && p.eat(']')
}

// while takes the longest prefix of bytes that satisfy ok; it must not be empty.
func (p *parser) while(ok func(byte) bool) (string, bool) {
	n := 0
	for n < len(p.rest) && ok(p.rest[n]) {
		n++
	}
	s := p.rest[:n]
	p.rest = p.rest[n:]
	return s, n > 0
}

func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// quoted takes everything up to the closing quote; a backslash keeps the next byte.
func (p *parser) quoted(quote byte) (string, bool) {
	var s []byte
	for i := 0; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c == quote:
			p.rest = p.rest[i+1:]
			return string(s), len(s) > 0
		case c == '\\' && i+1 < len(p.rest):
			i++
			s = append(s, p.rest[i])
		default:
			s = append(s, c)
		}
	}
	return "", false
}
