package permissiontest_test

import "math/rand/v2"

// Small sets of values, so that rows share them.
var (
	words  = []any{"a", "ab", "b", "B", "c%", ""}
	sizes  = []any{int64(-1), int64(0), int64(1), int64(2), int64(3)}
	rates  = []any{0.5, 1.0, -2.25}
	flags  = []any{true, false}
	idents = []string{"ant", "bee", "cat", "dog", "elk"}
)

// newWorld makes the world of a seed.
func newWorld(seed, number uint64) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, number)), tokens: map[string]bool{}} //nolint:gosec // repeatable on purpose
	for i := range 3 + w.rng.IntN(3) {
		t := &table{name: idents[i], federation: true}
		if i > 0 && w.chance(30) {
			t.source = 1
		}
		w.tables = append(w.tables, t)
	}
	for _, t := range w.tables {
		w.addColumns(t)
	}
	for _, t := range w.tables {
		w.addKeys(t)
	}
	for _, t := range w.tables {
		w.addForeignKeys(t)
	}
	for _, t := range w.tables {
		w.addCells(t)
	}
	w.addRelations()
	for _, t := range w.tables {
		w.addComputed(t)
		w.addFunctions(t)
	}
	w.addModels()
	return w
}

func (w *world) addColumns(t *table) {
	add := func(c column) *column {
		c.table, c.index = t, len(t.columns)
		t.columns = append(t.columns, &c)
		return &c
	}
	t.key = []*column{add(column{name: "id", kind: integer, notNull: true, token: true})}
	if w.chance(20) {
		t.key = append(t.key, add(column{name: "part", kind: text, notNull: true}))
	} else {
		t.key[0].unique = true
	}
	add(column{name: "tag", kind: text, token: true, notNull: w.chance(50)})
	add(column{name: "code", kind: integer, token: true, unique: w.chance(50)})
	for _, c := range []column{
		{name: "kind", kind: text}, {name: "size", kind: integer}, {name: "flag", kind: boolean},
		{name: "doc", kind: document}, {name: "rate", kind: float}, {name: "memo", kind: text, token: true},
	} {
		if w.chance(75) {
			c.notNull = w.chance(25)
			add(c)
		}
	}
}

// addForeignKeys lets tables of one database refer to each other and themselves.
func (w *world) addForeignKeys(t *table) {
	for _, target := range w.tables {
		if target.source != t.source || len(target.key) != 1 || !w.chance(55) {
			continue
		}
		t.columns = append(t.columns, &column{
			name: target.name + "_id", table: t, index: len(t.columns), kind: integer, target: target,
			notNull: len(target.rows) > 0 && w.chance(30),
		})
	}
}

// addKeys makes the rows with their keys.
func (w *world) addKeys(t *table) {
	for range min(w.rng.IntN(14), 4+w.rng.IntN(6)) {
		r := &row{table: t, cells: make([]any, len(t.columns))}
		for _, k := range t.key {
			r.cells[k.index] = w.value(k)
		}
		t.rows = append(t.rows, r)
	}
}

func (w *world) addCells(t *table) {
	for _, r := range t.rows {
		r.cells = append(r.cells, make([]any, len(t.columns)-len(r.cells))...)
		for _, c := range t.columns {
			if r.cells[c.index] == nil && (c.notNull || w.chance(75)) {
				r.cells[c.index] = w.value(c)
			}
		}
	}
}

// value makes a value for a cell; nil when a key has nothing to refer to.
func (w *world) value(c *column) any {
	switch {
	case c.target != nil:
		if len(c.target.rows) == 0 {
			return nil
		}
		return pick(w, c.target.rows).cells[c.target.key[0].index]
	case c.token:
		return w.token(c.kind)
	}
	switch c.kind {
	case integer:
		return pick(w, sizes)
	case boolean:
		return pick(w, flags)
	case float:
		return pick(w, rates)
	case document:
		return w.document()
	default:
		return pick(w, words)
	}
}

// token makes a value that no other cell has: of nine digits, or a tilde with seven letters
// after a letter that is not its own.
func (w *world) token(k kind) any {
	for {
		number := int64(100_000_000 + w.rng.IntN(900_000_000))
		token := "~" + w.letters(7)
		if k == integer {
			token = literal(number)
		}
		switch {
		case w.tokens[token]:
			continue
		case k == integer:
			w.tokens[token] = true
			return number
		}
		w.tokens[token] = true
		return pick(w, []string{"a", "b", ""}) + token
	}
}

func (w *world) letters(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('a' + w.rng.IntN(26))
	}
	return string(b)
}

func (w *world) document() any {
	d := map[string]any{"t": w.token(text)}
	if w.chance(60) {
		d["n"] = float64(w.rng.IntN(3))
	}
	if w.chance(60) {
		d["k"] = pick(w, words)
	}
	return d
}
