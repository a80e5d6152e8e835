package sqlscript

import "strings"

// spaces are what SQL takes for white space.
const spaces = " \t\n\v\f\r"

func isSpace(c byte) bool { return strings.IndexByte(spaces, c) >= 0 }

// skip returns the length of what stands at the beginning of s if it is quoted, the
// negative length if it is a comment, and 0 for anything else. What does not end goes to
// the end of s.
func skip(s string) int {
	switch {
	case s[0] == '\'':
		return quoted(s, '\'', false)
	case s[0] == '"':
		return quoted(s, '"', false)
	case (s[0] == 'e' || s[0] == 'E') && len(s) > 1 && s[1] == '\'':
		return 1 + quoted(s[1:], '\'', true)
	case strings.HasPrefix(s, "--"):
		if end := strings.IndexAny(s, "\n\r"); end >= 0 {
			return -end
		}
		return -len(s)
	case strings.HasPrefix(s, "/*"):
		return -blockComment(s)
	case s[0] == '$':
		return dollarQuoted(s)
	case isWord(s[0]):
		return word(s)
	}
	return 0
}

// word skips an identifier or number, so that the e of `type'x'` begins no escape string
// and the dollar of a$b$ no quote.
func word(s string) int {
	n := 0
	for n < len(s) && (isWord(s[n]) || n > 0 && s[n] == '$') {
		n++
	}
	return n
}

func isWord(c byte) bool {
	return c == '_' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// quoted returns the length of a text in quotes; a doubled quote, and with escapes one
// after a backslash, does not end it.
func quoted(s string, quote byte, escapes bool) int {
	for i := 1; i < len(s); i++ {
		switch {
		case escapes && s[i] == '\\':
			i++
		case s[i] != quote:
		case i+1 < len(s) && s[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return len(s)
}

// blockComment returns the length of a comment; comments nest.
func blockComment(s string) int {
	depth := 0
	for i := 0; i+1 < len(s); i++ {
		switch s[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// dollarQuoted returns the length of $tag$...$tag$, 0 when it is none.
func dollarQuoted(s string) int {
	end := 1
	for end < len(s) && (isWord(s[end]) && (end > 1 || s[end] < '0' || s[end] > '9')) {
		end++
	}
	if end == len(s) || s[end] != '$' {
		return 0
	}
	tag := s[:end+1]
	if body := strings.Index(s[len(tag):], tag); body >= 0 {
		return len(tag) + body + len(tag)
	}
	return len(s)
}
