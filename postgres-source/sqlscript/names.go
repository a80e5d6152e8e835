package sqlscript

import "strings"

// Names are the words and quoted names of a script, as PostgreSQL folds them, bodies of
// functions and other texts in quotes included: each relation it names is among them. Words
// of comments are not.
func Names(sql string) map[string]bool {
	found := map[string]bool{}
	collectNames(sql, found, maxNesting)
	return found
}

// maxNesting is how deep quotes in quotes are looked into: a statement in a text in the body
// of a function.
const maxNesting = 4

func collectNames(sql string, found map[string]bool, nesting int) {
	if nesting == 0 {
		return
	}
	for len(sql) > 0 {
		n := skip(sql)
		switch {
		case n < 0:
			sql = sql[-n:]
			continue
		case n == 0:
			sql = sql[1:]
			continue
		}
		token := sql[:n]
		switch {
		case token[0] == '"':
			found[strings.ReplaceAll(within(token, `"`), `""`, `"`)] = true
		case token[0] == '$':
			collectNames(within(token, token[:strings.IndexByte(token[1:], '$')+2]), found, nesting-1)
		case strings.Contains(token, "'"):
			collectNames(within(token[strings.IndexByte(token, '\''):], "'"), found, nesting-1)
		default:
			found[strings.ToLower(token)] = true
		}
		sql = sql[n:]
	}
}

// within is what stands in quotes; the last one may be missing.
func within(token, quote string) string {
	return strings.TrimSuffix(strings.TrimPrefix(token, quote), quote)
}
