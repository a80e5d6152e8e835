package planner

// Bounds on what one request may ask for. They are far above what clients send and keep a
// hostile document from costing more than its length.
const (
	// maxDocumentBytes bounds the text of a document.
	maxDocumentBytes = 4 << 20
	// maxTokens bounds the names, values and signs of a document: each costs some 200 bytes
	// once parsed.
	maxTokens = 500_000
	// maxDepth bounds brackets inside brackets in a document, and selection sets inside
	// selection sets once fragments are expanded.
	maxDepth = 250
	// maxSelections bounds the fields and fragments met while selection sets are expanded.
	maxSelections = 100_000
	// maxValues bounds the values that are coerced for one request, the first use of a variable
	// not counted: the body bounds that. One value may be coerced many times, a variable at
	// each of its uses, a literal in a fragment at each spread, and each time PostgreSQL takes
	// some 300 bytes.
	maxValues = 1_000_000
	// maxJSONDepth bounds arrays and objects inside each other in a request body.
	maxJSONDepth = 500
)

// queryPath is where errors about the text of a document point.
var queryPath = (*Path)(nil).Key("query")

// checkSize refuses documents that are too long, too deep or too rich to be parsed safely:
// the parser recurses. It reads tokens only as exactly as counting needs.
func checkSize(query string) *Fault {
	if len(query) > maxDocumentBytes {
		return Invalid(queryPath, "the query is too long: more than %d bytes", maxDocumentBytes)
	}
	depth, tokens := 0, 0
	for i := 0; i < len(query); {
		c := query[i]
		if blank(c) {
			i++
			continue
		}
		if tokens++; tokens > maxTokens {
			return Invalid(queryPath, "the query is too large: more than %d tokens", maxTokens)
		}
		switch c {
		case '{', '[', '(':
			if depth++; depth > maxDepth {
				return tooDeep(queryPath)
			}
		case '}', ']', ')':
			depth--
		}
		i = skipToken(query, i)
	}
	return nil
}

func tooDeep(at *Path) *Fault {
	return Invalid(at, "the query is nested too deeply: more than %d levels", maxDepth)
}

func blank(c byte) bool { return c <= ' ' || c == ',' }

// skipToken returns the index after the token, or comment, that starts at i.
func skipToken(s string, i int) int {
	switch c := s[i]; {
	case c == '#':
		for i < len(s) && s[i] != '\n' && s[i] != '\r' {
			i++
		}
		return i
	case c == '"':
		return skipString(s, i)
	case wordByte(c):
		for i < len(s) && wordByte(s[i]) {
			i++
		}
		return i
	default:
		return i + 1
	}
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}

// skipString returns the index after the string or block string that starts at i.
func skipString(s string, i int) int {
	if len(s) >= i+3 && s[i:i+3] == `"""` {
		for i += 3; i < len(s); i++ {
			switch {
			case s[i] == '\\' && len(s) >= i+4 && s[i:i+4] == `\"""`:
				i += 3
			case s[i] == '"' && len(s) >= i+3 && s[i:i+3] == `"""`:
				return i + 3
			}
		}
		return i
	}
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		case '\n', '\r':
			return i
		}
	}
	return len(s)
}
