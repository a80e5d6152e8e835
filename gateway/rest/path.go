package rest

import (
	"net/url"
	"strings"
)

// segment is one part of an endpoint's path.
type segment struct {
	text     string // a literal, or the name of a variable
	variable bool
}

func parsePath(path string) []segment {
	parts := strings.Split(path, "/")
	out := make([]segment, len(parts))
	for i, p := range parts {
		name, variable := strings.CutPrefix(p, ":")
		out[i] = segment{name, variable}
	}
	return out
}

// incomplete tells whether a segment is empty or a variable without a name.
func incomplete(path []segment) bool {
	for _, s := range path {
		if s.text == "" {
			return true
		}
	}
	return false
}

// repeats tells whether two variables have the same name.
func repeats(path []segment) bool {
	seen := map[string]bool{}
	for _, s := range path {
		if s.variable && seen[s.text] {
			return true
		}
		seen[s.text] = seen[s.text] || s.variable
	}
	return false
}

// overlap tells whether some request could match both paths.
func overlap(a, b []segment) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].variable && !b[i].variable && a[i].text != b[i].text {
			return false
		}
	}
	return true
}

// match returns the values of a path's variables for a request's segments, which are still
// escaped.
func match(path []segment, request []string) (map[string]string, bool) {
	if len(path) != len(request) {
		return nil, false
	}
	var values map[string]string
	for i, s := range path {
		text, err := url.PathUnescape(request[i])
		switch {
		case err != nil || !s.variable && text != s.text:
			return nil, false
		case s.variable && values == nil:
			values = map[string]string{}
		}
		if s.variable {
			values[s.text] = text
		}
	}
	return values, true
}
