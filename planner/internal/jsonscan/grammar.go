package jsonscan

import "fmt"

// MaxDepth is how many arrays and objects may stand inside each other: the limit of
// encoding/json.
const MaxDepth = 10000

// Error tells what is wrong with a document and where. It quotes nothing of the document.
type Error struct {
	Offset  int // in bytes
	Problem string
}

// Error prints the problem and the place.
func (e *Error) Error() string { return fmt.Sprintf("%s at byte %d", e.Problem, e.Offset) }

// scanner reads one document. Its methods stand on the first byte they read, leave at on
// the first byte they did not, and return false after they have recorded an error.
type scanner struct {
	src   []byte
	at    int
	depth int
	err   *Error
	found *Found
}

// fail records the first problem.
func (s *scanner) fail(problem string) bool {
	if s.err == nil {
		s.err = &Error{Offset: s.at, Problem: problem}
	}
	return false
}

// peek returns the next byte, or 0 (which is not JSON) at the end.
func (s *scanner) peek() byte {
	if s.at < len(s.src) {
		return s.src[s.at]
	}
	return 0
}

func (s *scanner) space() {
	for s.at < len(s.src) {
		switch s.src[s.at] {
		case ' ', '\n', '\t', '\r':
			s.at++
		default:
			return
		}
	}
}

// enter counts a level of nesting and steps over its bracket.
func (s *scanner) enter() bool {
	s.depth++
	if s.depth > MaxDepth {
		return s.fail("JSON is nested too deeply")
	}
	s.at++
	s.space()
	return true
}

// leave steps over the closing bracket.
func (s *scanner) leave() bool {
	s.depth--
	s.at++
	return true
}

// more steps over the comma between elements, or tells that the closing bracket is next.
// ok is false when it is neither.
func (s *scanner) more(closing byte) (more, ok bool) {
	s.space()
	switch s.peek() {
	case ',':
		s.at++
		s.space()
		return true, true
	case closing:
		return false, true
	}
	return false, s.fail("expected a comma or a closing bracket")
}

// skip steps over one value of any kind and checks its grammar.
func (s *scanner) skip() bool {
	switch c := s.peek(); c {
	case '"':
		_, ok := s.str()
		return ok
	case '{':
		return s.skipObject()
	case '[':
		return s.skipArray()
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		return s.number(c)
	}
}

func (s *scanner) skipObject() bool {
	if !s.enter() {
		return false
	}
	if s.peek() == '}' {
		return s.leave()
	}
	for {
		if _, ok := s.name(); !ok || !s.skip() {
			return false
		}
		more, ok := s.more('}')
		if !ok {
			return false
		}
		if !more {
			return s.leave()
		}
	}
}

func (s *scanner) skipArray() bool {
	if !s.enter() {
		return false
	}
	if s.peek() == ']' {
		return s.leave()
	}
	for {
		if !s.skip() {
			return false
		}
		more, ok := s.more(']')
		if !ok {
			return false
		}
		if !more {
			return s.leave()
		}
	}
}

// name reads a member's name and steps on to its value.
func (s *scanner) name() (text, bool) {
	if s.peek() != '"' {
		return text{}, s.fail("expected a member's name")
	}
	t, ok := s.str()
	if !ok {
		return text{}, false
	}
	s.space()
	if s.peek() != ':' {
		return text{}, s.fail("expected a colon")
	}
	s.at++
	s.space()
	return t, true
}

func (s *scanner) word(w string) bool {
	if len(s.src)-s.at < len(w) || string(s.src[s.at:s.at+len(w)]) != w {
		return s.fail("not a JSON value")
	}
	s.at += len(w)
	return true
}

func (s *scanner) number(c byte) bool {
	if c == '-' {
		s.at++
	}
	switch c = s.peek(); {
	case c == '0':
		s.at++
	case c >= '1' && c <= '9':
		s.digits()
	default:
		return s.fail("not a JSON value")
	}
	if s.peek() == '.' {
		s.at++
		if !s.digits() {
			return s.fail("malformed number")
		}
	}
	if c = s.peek(); c == 'e' || c == 'E' {
		s.at++
		if c = s.peek(); c == '+' || c == '-' {
			s.at++
		}
		if !s.digits() {
			return s.fail("malformed number")
		}
	}
	return true
}

// digits steps over digits and tells whether there was one.
func (s *scanner) digits() bool {
	start := s.at
	for s.at < len(s.src) && s.src[s.at]-'0' <= 9 {
		s.at++
	}
	return s.at > start
}
