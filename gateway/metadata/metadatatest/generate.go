// Package metadatatest makes metadata documents for tests: [Generate] returns one of every
// kind there is.
package metadatatest

import (
	_ "embed"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
)

// Everything is a document with every section and every key of the contract
// (contract/metadata-and-migrations.md 2, contract/events-actions-rest.md 1, 3, 4).
//
//go:embed everything.json
var Everything []byte

// Generate returns a part of [Everything]: members and items are left out at random, members
// made null, lists shuffled, and texts in which anything may stand replaced. Most can be read,
// not all. The same source of randomness gives the same document.
func Generate(r *rand.Rand) []byte {
	var whole map[string]any
	if err := json.Unmarshal(Everything, &whole); err != nil {
		panic("metadatatest: " + err.Error())
	}
	g := generator{Rand: r, loss: r.Float64() * 0.01}
	part, ok := g.part("", whole).(map[string]any)
	if !ok {
		panic("metadatatest: an object became something else")
	}
	part["version"] = 3
	for section := range part {
		if section != "version" && section != "sources" && r.IntN(6) == 0 {
			delete(part, section)
		}
	}
	body, err := json.Marshal(part)
	if err != nil {
		panic("metadatatest: " + err.Error())
	}
	return body
}

type generator struct {
	*rand.Rand
	// loss is how likely a member or item is left out.
	loss float64
}

func (g *generator) part(key string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		return g.object(v)
	case []any:
		out := []any{}
		for _, i := range g.Perm(len(v)) {
			if g.Float64() >= g.loss {
				out = append(out, g.part("", v[i]))
			}
		}
		return out
	case string:
		if free[key] && g.IntN(3) == 0 {
			return texts[g.IntN(len(texts))]
		}
	}
	return v
}

func (g *generator) object(v map[string]any) map[string]any {
	out := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(v)) { // the same for the same source
		switch {
		case g.Float64() < g.loss:
		case g.Float64() < g.loss/4:
			out[key] = nil
		default:
			out[key] = g.part(key, v[key])
		}
	}
	return out
}

// free are the keys whose texts may be anything.
var free = map[string]bool{"comment": true, "description": true, "code": true, "payload": true, "sql": true}

// texts are hard to write in one format or another.
var texts = []string{
	"", " ", "two\nlines", "ends\n", "\nbegins", "tab\t", "quote\" and '", "back\\slash", "# no comment", "a: b", "- a", "null", "true", "1", "1.50",
	"2020-01-01", "~", "{{X}}", "<&>", "\u2028", "é\n漢", "\U0001f600", "!include a.yaml", "`tick`", "\"\"\"block\"\"\"", "%", "@", "[a", "|", ">",
}
