package planner

import (
	"encoding/binary"
	"slices"
	"strings"
)

// merge returns what a or b reads.
func (r Reads) merge(b *Reads) Reads {
	return Reads{
		Params:     union(r.Params, b.Params, func(a, b Param) int { return int(a.index) - int(b.index) }),
		Session:    union(r.Session, b.Session, strings.Compare),
		AllSession: r.AllSession || b.AllSession,
		Headers:    r.Headers || b.Headers,
	}
}

// union returns the distinct elements of both lists, sorted.
func union[T comparable](a, b []T, compare func(T, T) int) []T {
	all := slices.Concat(a, b)
	slices.SortFunc(all, compare)
	return slices.Compact(all)
}

// append appends the values that r reads from p, so that two requests append equal bytes
// if and only if they agree in all of them. Every piece tells its length or its kind: no
// two lists of values look alike.
func (r *Reads) append(dst []byte, p *Params) []byte {
	for _, param := range r.Params {
		dst = appendValue(dst, p.Value(param))
	}
	if r.AllSession {
		dst = appendSession(dst, p.Session)
	} else {
		for _, name := range r.Session {
			value, set := p.Session.Variable(name)
			dst = appendOptional(dst, value, set)
		}
	}
	if r.Headers {
		dst = appendHeaders(dst, p.Headers)
	}
	return dst
}

func appendLength(dst []byte, n int) []byte { return binary.AppendUvarint(dst, uint64(n)) } //nolint:gosec // never negative

func appendText(dst []byte, s string) []byte { return append(appendLength(dst, len(s)), s...) }

func appendOptional(dst []byte, s string, set bool) []byte {
	if !set {
		return append(dst, 0)
	}
	return appendText(append(dst, 1), s)
}

// absent stands for a parameter without a value; no ValueKind has this number.
const absent = 0xff

// appendValue tells values apart exactly as [Value.Equal] does.
func appendValue(dst []byte, v *Value) []byte {
	if v == nil {
		return append(dst, absent)
	}
	dst = appendText(append(dst, byte(v.Kind)), v.Text)
	dst = appendLength(dst, len(v.Items))
	for _, item := range v.Items {
		dst = appendValue(dst, item)
	}
	dst = appendLength(dst, len(v.Members))
	for _, m := range v.Members {
		dst = appendValue(appendText(dst, m.Name), m.Value)
	}
	return dst
}

// appendSession covers everything a source can learn of a session.
func appendSession(dst []byte, s *Session) []byte {
	if s == nil {
		return append(dst, 0)
	}
	dst = appendText(append(dst, 1, flag(s.Role.Backend), flag(s.Role.Relay)), s.Role.Name)
	dst = appendLength(dst, len(s.Variables))
	for _, name := range sortedKeys(s.Variables) {
		dst = appendText(appendText(dst, name), s.Variables[name])
	}
	return dst
}

func appendHeaders(dst []byte, headers map[string][]string) []byte {
	dst = appendLength(dst, len(headers))
	for _, name := range sortedKeys(headers) {
		dst = appendLength(appendText(dst, name), len(headers[name]))
		for _, value := range headers[name] {
			dst = appendText(dst, value)
		}
	}
	return dst
}

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
