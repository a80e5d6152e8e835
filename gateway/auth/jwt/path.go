package jwt

import (
	"errors"
	"strconv"
	"strings"
)

// path is a parsed JSONPath: names of members and positions of items.
type path struct {
	text  string
	steps []step
}

type step struct {
	name  string
	index int // -1 for a name
}

// parsePath reads `$`, then `.name`, `name`, `[0]`, `["any text"]`, `['any text']`
// (contract/auth-and-server.md 4.1).
func parsePath(text string) (path, error) {
	p := path{text: text}
	rest := strings.TrimPrefix(text, "$")
	for first := rest == text; rest != ""; first = false {
		var s step
		var ok bool
		if rest[0] == '[' {
			s, rest, ok = bracketStep(rest)
		} else {
			s, rest, ok = nameStep(rest, first)
		}
		if !ok {
			return path{}, errors.New(text + `. Accept letters, digits, underscore (_) or hyphen (-) only. ` +
				`Use quotes enclosed in bracket (["..."]) if there is any special character`)
		}
		p.steps = append(p.steps, s)
	}
	return p, nil
}

// nameStep reads `.name`; the dot may be missing at the start.
func nameStep(text string, first bool) (step, string, bool) {
	name, dotted := strings.CutPrefix(text, ".")
	if !dotted && !first {
		return step{}, "", false
	}
	end := strings.IndexFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-'
	})
	if end < 0 {
		end = len(name)
	}
	return step{name: name[:end], index: -1}, name[end:], end > 0
}

// bracketStep reads `[0]` or a quoted name in brackets.
func bracketStep(text string) (step, string, bool) {
	inside := text[1:]
	if inside != "" && (inside[0] == '"' || inside[0] == '\'') {
		name, rest, found := strings.Cut(inside[1:], inside[:1]+"]")
		return step{name: name, index: -1}, rest, found
	}
	digits, rest, found := strings.Cut(inside, "]")
	n, err := strconv.ParseUint(digits, 10, 31)
	return step{index: int(n)}, rest, found && err == nil
}

// find returns the value at the path below root, decoded JSON, and whether there is one.
func (p path) find(root any) (any, bool) {
	for _, s := range p.steps {
		if s.index >= 0 {
			list, ok := root.([]any)
			if !ok || s.index >= len(list) {
				return nil, false
			}
			root = list[s.index]
			continue
		}
		object, ok := root.(map[string]any)
		if !ok {
			return nil, false
		}
		if root, ok = object[s.name]; !ok {
			return nil, false
		}
	}
	return root, true
}
