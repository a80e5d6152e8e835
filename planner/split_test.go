package planner_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

// TestSplitOverSourcesAnswersTheSame answers random queries over random tables that lie in
// one, two or three sources of either kind, and compares each answer with what walking the
// tables gives.
func TestSplitOverSourcesAnswersTheSame(t *testing.T) {
	joined := 0
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 3))
		w := newSplitWorld(r)
		g := w.split(t, r)
		for range 3 {
			root := w.randomNode(r, r.IntN(len(w)), 4)
			g.request = &planner.Request{Query: fmt.Sprintf("{ all: all_t%d %s }", root.table, root.text())}
			want := `{"all":` + w.answer(root, w[root.table]) + `}`
			result := g.runAs(t.Context(), planner.RunOptions{}, "1")
			expectReply(t, result, 0, want)
			result.Release()
			joined += strings.Count(want, "{") - 1
			if t.Failed() {
				t.Fatalf("seed %d: %s\n%s", seed, g.request.Query, g.prepare().Plan)
			}
		}
	}
	if joined < 10_000 {
		t.Errorf("only %d objects", joined)
	}
}

// splitWorld is three tables: each row refers to one of the next table, or to none.
type splitWorld [3][]splitRow

type splitRow struct {
	ID   int    `json:"id"`
	Ref  *int   `json:"ref"`
	Text string `json:"text"`
}

func newSplitWorld(r *rand.Rand) *splitWorld {
	w := new(splitWorld)
	for i := range w {
		for id := range r.IntN(6) {
			row := splitRow{ID: id, Text: []string{"", `"`, "ä", "]}", `\`}[r.IntN(5)]}
			if r.IntN(4) > 0 {
				ref := r.IntN(6)
				row.Ref = &ref
			}
			w[i] = append(w[i], row)
		}
	}
	return w
}

// split puts the tables into sources, and links into them.
func (w *splitWorld) split(t *testing.T, r *rand.Rand) *golden {
	t.Helper()
	g := &golden{T: t, sources: map[planner.ID]*jsonSource{}}
	var home [3]planner.ID
	for i := range w {
		home[i] = planner.ID{Kind: planner.DatabaseSource, Name: fmt.Sprintf("s%d", r.IntN(3))}
		if r.IntN(2) == 0 {
			home[i].Kind = planner.RemoteSchemaSource
		}
	}
	var parts []planner.Part
	for i, id := range home {
		if slices.Index(home[:], id) < i {
			continue
		}
		sdl, data := "type Query {", map[string]any{}
		for j := range w {
			if home[j] == id {
				sdl += fmt.Sprintf(" all_t%d: [t%d!]!", j, j)
				data[fmt.Sprintf("t%d", j)], data[fmt.Sprintf("all_t%d", j)] = nonNil(w[j]), nonNil(w[j])
			}
		}
		sdl += " }"
		for j := range w {
			if home[j] == id {
				sdl += fmt.Sprintf(" type t%d { id: Int ref: Int text: String }", j)
			}
		}
		text, _ := json.Marshal(data)
		s := newJSONSource(t, id.Kind, id.Name, sdl, string(text))
		g.sources[id] = s
		parts = append(parts, s)
	}
	for i := range w {
		from, next, prev := fmt.Sprintf("t%d", i), (i+1)%len(w), (i+2)%len(w)
		g.sources[home[i]].link(from, "next", []string{"ref"}, home[next], fmt.Sprintf("t%d", next), []string{"id"}, false)
		g.sources[home[i]].link(from, "prev", []string{"id"}, home[prev], fmt.Sprintf("t%d", prev), []string{"ref"}, true)
	}
	schema, conflicts := planner.Merge(planner.Role{Name: "user"}, parts, planner.BindOptions{})
	if len(conflicts) > 0 {
		t.Fatalf("conflicts: %+v", conflicts)
	}
	g.cache = planner.NewCache(schema, planner.CacheOptions{})
	return g
}

func nonNil(rows []splitRow) []splitRow { return append([]splitRow{}, rows...) }

// splitNode is a selection set on a table.
type splitNode struct {
	table  int
	fields []splitField
}

type splitField struct {
	key, name string
	limit     int // of prev; negative: none
	below     *splitNode
}

func (w *splitWorld) randomNode(r *rand.Rand, table, depth int) *splitNode {
	n := &splitNode{table: table}
	names := []string{"id", "ref", "text", "next", "prev", "prev_count", "next"}
	for i := range 1 + r.IntN(4) {
		f := splitField{name: names[r.IntN(len(names))], limit: -1}
		f.key = f.name
		if r.IntN(2) == 0 || slices.ContainsFunc(n.fields, func(have splitField) bool { return have.key == f.key }) {
			f.key = fmt.Sprintf("f%d", i)
		}
		if f.name == "next" || f.name == "prev" {
			if depth == 0 {
				continue
			}
			step := map[string]int{"next": 1, "prev": 2}[f.name]
			f.below = w.randomNode(r, (table+step)%len(w), depth-1)
		}
		if f.name == "prev" && r.IntN(2) == 0 {
			f.limit = r.IntN(3)
		}
		n.fields = append(n.fields, f)
	}
	if len(n.fields) == 0 {
		n.fields = []splitField{{key: "id", name: "id", limit: -1}}
	}
	return n
}

func (n *splitNode) text() string {
	text := "{"
	for _, f := range n.fields {
		text += " " + f.key + ": " + f.name
		if f.limit >= 0 {
			text += fmt.Sprintf("(limit: %d)", f.limit)
		}
		if f.below != nil {
			text += " " + f.below.text()
		}
	}
	return text + " }"
}

// answer walks the tables.
func (w *splitWorld) answer(n *splitNode, rows []splitRow) string {
	var list []string
	for _, row := range rows {
		list = append(list, w.object(n, row))
	}
	return "[" + strings.Join(list, ",") + "]"
}

func (w *splitWorld) object(n *splitNode, row splitRow) string {
	var members []string
	for _, f := range n.fields {
		members = append(members, fmt.Sprintf("%q:%s", f.key, w.field(n.table, f, row)))
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (w *splitWorld) field(table int, f splitField, row splitRow) string {
	switch f.name {
	case "next":
		for _, next := range w[(table+1)%len(w)] {
			if row.Ref != nil && next.ID == *row.Ref {
				return w.object(f.below, next)
			}
		}
		return "null"
	case "prev", "prev_count":
		var rows []splitRow
		for _, prev := range w[(table+2)%len(w)] {
			if prev.Ref != nil && *prev.Ref == row.ID {
				rows = append(rows, prev)
			}
		}
		if f.name == "prev_count" {
			return fmt.Sprint(len(rows))
		}
		if f.limit >= 0 {
			rows = rows[:min(f.limit, len(rows))]
		}
		return w.answer(f.below, rows)
	}
	text, _ := json.Marshal(map[string]any{"id": row.ID, "ref": row.Ref, "text": row.Text}[f.name])
	return string(text)
}
