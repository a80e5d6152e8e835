package permissiontest_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// tokenPattern finds the values that belong to one cell alone; see [world.token].
var tokenPattern = regexp.MustCompile(`~[a-z]{7}|\b[1-9][0-9]{8}\b`)

// tokensIn returns the tokens in a text.
func tokensIn(s string) []string { return tokenPattern.FindAllString(s, -1) }

// tokensOf returns the tokens of a cell.
func tokensOf(v any) []string {
	switch v := v.(type) {
	case string:
		return tokensIn(v)
	case int64:
		return tokensIn(strconv.FormatInt(v, 10))
	case map[string]any:
		return tokensIn(documentText(v))
	}
	return nil
}

// readable returns the tokens of all cells that the session may read: its columns in its
// rows, and what its computed fields are made of; through Relay also the keys of its rows,
// which ids and cursors hold.
func (v *view) readable(relay bool) map[string]bool {
	tokens := map[string]bool{}
	add := func(value any) {
		for _, token := range tokensOf(value) {
			tokens[token] = true
		}
	}
	for _, t := range slices.Concat(v.p.world.tables, v.p.world.models) {
		for _, r := range v.permitted(t, t.rows, rootRows) {
			for _, c := range t.columns {
				add(v.show(r, c, shownCell))
			}
			if relay {
				for _, k := range r.key() {
					add(k)
				}
			}
			for _, f := range t.computed {
				if f.returns == nil && v.showField(r, f, nil, shownComputed) != nil {
					for _, c := range f.reads {
						add(r.cells[c.index])
					}
				}
			}
		}
	}
	return tokens
}

// leaked returns why an answer holds a value that the session may not read, "" if it does
// not. It looks at nothing but the tokens.
func (v *view) leaked(answer []byte, relay bool) string {
	readable := v.readable(relay)
	if relay {
		answer = opened(answer)
	}
	for _, token := range tokensIn(string(answer)) {
		if !readable[token] && v.p.world.tokens[token] {
			return fmt.Sprintf("the answer holds %s, which is of %s", token, v.p.world.cellOf(token))
		}
	}
	return ""
}

// cellOf names the cells that a token is in.
func (w *world) cellOf(token string) string {
	where := ""
	for _, t := range w.tables {
		for _, r := range t.rows {
			for _, c := range t.columns {
				for _, own := range tokensOf(r.cells[c.index]) {
					if own == token {
						where += fmt.Sprintf(" %s.%s (id %v)", t.name, c.name, r.cells[t.key[0].index])
					}
				}
			}
		}
	}
	if where == "" {
		return "no cell"
	}
	return where[1:]
}
