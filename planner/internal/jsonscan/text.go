package jsonscan

import (
	"bytes"
	"encoding/json"
)

// text is where a string stands in the document, without its quotes.
type text struct {
	from, to int
	escaped  bool
}

// bytes returns the string's characters. They are borrowed from the document unless the
// string has escapes, which names rarely have.
func (s *scanner) bytes(t text) []byte {
	raw := s.src[t.from:t.to]
	if !t.escaped {
		return raw
	}
	var plain string
	if err := json.Unmarshal(s.src[t.from-1:t.to+1], &plain); err != nil {
		return raw // unreachable: the grammar was checked
	}
	return []byte(plain)
}

// quote returns s as a JSON string that does not escape <, > and &.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}
