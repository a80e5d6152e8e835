package jsonspan

import (
	"fmt"
	"unicode/utf8"
)

// MaxDepth is how deep arrays and objects may be nested, the limit of encoding/json.
const MaxDepth = 10000

// SyntaxError tells where and why text is not JSON.
type SyntaxError struct {
	Offset int // bytes before the place
	Reason string
}

// Error prints the reason and the place.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s at offset %d", e.Reason, e.Offset)
}

// Check returns a [*SyntaxError] unless src is exactly one JSON value in UTF-8, with
// nothing around it but white space.
func Check(src []byte) error {
	s := scanner{src: src}
	if err := s.utf8(); err != nil {
		return err
	}
	if err := s.value(s.space(0)); err != nil {
		return err
	}
	return s.end()
}

// scanner reads one text. Its methods start at the given offset, which must be past white
// space, and leave pos behind what they read.
type scanner struct {
	src   []byte
	pos   int
	depth int
}

func (s *scanner) utf8() error {
	if utf8.Valid(s.src) {
		return nil
	}
	for i := 0; i < len(s.src); {
		r, size := utf8.DecodeRune(s.src[i:])
		if r == utf8.RuneError && size == 1 {
			return &SyntaxError{Offset: i, Reason: "text is not UTF-8"}
		}
		i += size
	}
	return nil
}

// space returns the offset of the first byte at or after i that is not white space.
func (s *scanner) space(i int) int {
	for i < len(s.src) {
		switch s.src[i] {
		case ' ', '\t', '\n', '\r':
			i++
		default:
			return i
		}
	}
	return i
}

// end checks that nothing but white space follows.
func (s *scanner) end() error {
	if i := s.space(s.pos); i < len(s.src) {
		return s.unexpected(i, "after the value")
	}
	return nil
}

func (s *scanner) unexpected(i int, where string) error {
	if i >= len(s.src) {
		return &SyntaxError{Offset: i, Reason: "unexpected end of JSON"}
	}
	return &SyntaxError{Offset: i, Reason: fmt.Sprintf("invalid character %q %s", s.src[i], where)}
}

func (s *scanner) value(i int) error {
	if i >= len(s.src) {
		return s.unexpected(i, "")
	}
	switch c := s.src[i]; {
	case c == '"':
		return s.str(i)
	case c == '{':
		return s.object(i, nil)
	case c == '[':
		return s.array(i, nil)
	case c == '-' || c >= '0' && c <= '9':
		return s.number(i)
	case c == 't':
		return s.word(i, "true")
	case c == 'f':
		return s.word(i, "false")
	case c == 'n':
		return s.word(i, "null")
	}
	return s.unexpected(i, "looking for a value")
}

func (s *scanner) word(i int, word string) error {
	for j := range len(word) {
		if i+j >= len(s.src) || s.src[i+j] != word[j] {
			return s.unexpected(i+j, "in literal "+word)
		}
	}
	s.pos = i + len(word)
	return nil
}

// str reads a string that starts with its quote at i.
func (s *scanner) str(i int) error {
	src := s.src
	for i++; i < len(src); i++ {
		switch c := src[i]; {
		case c == '"':
			s.pos = i + 1
			return nil
		case c == '\\':
			n := escapeLen(src[i:])
			if n == 0 {
				return s.unexpected(min(i+1, len(src)), "in string escape")
			}
			i += n - 1
		case c < ' ':
			return s.unexpected(i, "in string")
		}
	}
	return s.unexpected(i, "")
}

// escapeLen returns the length of the escape at the start of src, 0 when it is not one.
func escapeLen(src []byte) int {
	if len(src) < 2 {
		return 0
	}
	switch src[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(src) >= 6 && hex(src[2]) && hex(src[3]) && hex(src[4]) && hex(src[5]) {
			return 6
		}
	}
	return 0
}

func hex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func (s *scanner) number(i int) error {
	if s.src[i] == '-' {
		i++
	}
	whole := s.digits(i)
	if whole == i || s.src[i] == '0' && whole > i+1 {
		return s.unexpected(min(i, len(s.src)), "in number")
	}
	i = whole
	if i < len(s.src) && s.src[i] == '.' {
		end := s.digits(i + 1)
		if end == i+1 {
			return s.unexpected(end, "after the decimal point")
		}
		i = end
	}
	if i < len(s.src) && (s.src[i] == 'e' || s.src[i] == 'E') {
		i++
		if i < len(s.src) && (s.src[i] == '+' || s.src[i] == '-') {
			i++
		}
		end := s.digits(i)
		if end == i {
			return s.unexpected(end, "in exponent")
		}
		i = end
	}
	s.pos = i
	return nil
}

// digits returns the offset behind the digits at i.
func (s *scanner) digits(i int) int {
	for i < len(s.src) && s.src[i] >= '0' && s.src[i] <= '9' {
		i++
	}
	return i
}

// enter counts one more level of nesting.
func (s *scanner) enter(i int) error {
	if s.depth++; s.depth > MaxDepth {
		return &SyntaxError{Offset: i, Reason: "JSON is nested too deeply"}
	}
	return nil
}
