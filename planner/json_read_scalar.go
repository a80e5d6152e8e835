package planner

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// number reads a number as the grammar has it.
func (r *jsonReader) number() (*Value, error) {
	start := r.at
	if r.peek() == '-' {
		r.at++
	}
	if r.peek() == '0' {
		r.at++
	} else if !r.digits() {
		return nil, r.unexpected("looking for a digit")
	}
	if r.peek() == '.' {
		r.at++
		if !r.digits() {
			return nil, r.unexpected("looking for a digit")
		}
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.at++
		if c := r.peek(); c == '+' || c == '-' {
			r.at++
		}
		if !r.digits() {
			return nil, r.unexpected("looking for a digit")
		}
	}
	return r.add(Number, r.text[start:r.at]), nil
}

func (r *jsonReader) digits() bool {
	start := r.at
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.at++
	}
	return r.at > start
}

// string reads a string. Bytes that are not UTF-8 and halves of surrogate pairs become
// U+FFFD.
func (r *jsonReader) string() (string, error) {
	r.at++
	start := r.at
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '"':
			s := r.text[start:r.at]
			r.at++
			return s, nil
		case c < ' ':
			return "", r.unexpected("inside a string")
		case c == '\\' || c >= utf8.RuneSelf:
			return r.rewritten(start)
		}
		r.at++
	}
	return "", r.unexpected("")
}

// rewritten reads on in a string that differs from its text.
func (r *jsonReader) rewritten(start int) (string, error) {
	s := append(make([]byte, 0, 2*(r.at-start)+32), r.text[start:r.at]...)
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			return string(s), nil
		case c < ' ':
			return "", r.unexpected("inside a string")
		case c == '\\':
			r.at++
			decoded, err := r.escape()
			if err != nil {
				return "", err
			}
			s = utf8.AppendRune(s, decoded)
		default:
			decoded, size := utf8.DecodeRuneInString(r.text[r.at:])
			s = utf8.AppendRune(s, decoded)
			r.at += size
		}
	}
	return "", r.unexpected("")
}

// escape reads what follows a backslash.
func (r *jsonReader) escape() (rune, error) {
	c := r.peek()
	if i := strings.IndexByte(`"\/bfnrt`, c); c != 0 && i >= 0 {
		r.at++
		return rune("\"\\/\b\f\n\r\t"[i]), nil
	}
	if c != 'u' {
		return 0, r.unexpected("after a backslash")
	}
	first, ok := r.unit()
	if !ok {
		return 0, fmt.Errorf("bad escape at offset %d: four hexadecimal digits must follow", r.at)
	}
	if !utf16.IsSurrogate(first) {
		return first, nil
	}
	at := r.at
	if strings.HasPrefix(r.text[r.at:], `\u`) {
		r.at++
		if second, ok := r.unit(); ok {
			if pair := utf16.DecodeRune(first, second); pair != utf8.RuneError {
				return pair, nil
			}
		}
	}
	r.at = at
	return utf8.RuneError, nil
}

// unit reads `u` and four hexadecimal digits.
func (r *jsonReader) unit() (rune, bool) {
	if len(r.text) < r.at+5 {
		return 0, false
	}
	var unit rune
	for _, c := range []byte(r.text[r.at+1 : r.at+5]) {
		switch {
		case c >= '0' && c <= '9':
			unit = unit<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			unit = unit<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			unit = unit<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	r.at += 5
	return unit, true
}
