package planner

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// escapeLength is that of `\uD83D`.
const escapeLength = 6

// joinSurrogates writes each character that the strings of a document escape as two halves,
// such as `\uD83D\uDE00`, as itself: the parser takes every escape for a character of its
// own, and of a half nothing is left. It reports false where a half stands alone, which is no
// text. Block strings have no escapes.
func joinSurrogates(query string) (string, bool) {
	if !strings.Contains(query, `\u`) {
		return query, true
	}
	h := halves{query: query}
	for i := 0; i < len(query); {
		end := skipToken(query, i)
		if query[i] == '"' && !strings.HasPrefix(query[i:], `"""`) && !h.literal(i, end) {
			return "", false
		}
		i = end
	}
	h.out.WriteString(query[h.done:])
	return h.out.String(), true
}

// halves is one run of [joinSurrogates].
type halves struct {
	query string
	out   strings.Builder
	done  int // what stands before is in out
}

// literal joins the halves in the string from i to end.
func (h *halves) literal(i, end int) bool {
	for i < end {
		unit := escaped(h.query[i:end])
		switch {
		case h.query[i] != '\\':
			i++
			continue
		case !utf16.IsSurrogate(unit):
			i += len(`\n`)
			continue
		}
		whole := utf16.DecodeRune(unit, escaped(h.query[i+escapeLength:end]))
		if whole == utf8.RuneError {
			return false
		}
		h.out.WriteString(h.query[h.done:i])
		h.out.WriteRune(whole)
		i += 2 * escapeLength
		h.done = i
	}
	return true
}

// escaped is the number of the escape `\uXXXX` that s starts with, or -1.
func escaped(s string) rune {
	if len(s) < escapeLength || s[0] != '\\' || s[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(s[2:escapeLength], 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}
