package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weftql/weft/postgres-source/metadata"
)

// readableColumns resolves a list of columns; roles with equal lists share one.
func (t *trackedTable) readableColumns(md metadata.Columns) ([]ReadableColumn, error) {
	key := listKey(md)
	if known, ok := t.readable[key]; ok {
		return known, nil
	}
	columns, err := t.namedColumns(md)
	if err != nil {
		return nil, err
	}
	out := make([]ReadableColumn, len(columns))
	for i, c := range columns {
		out[i].Column = c
	}
	t.readable[key] = out
	return out, nil
}

// writableColumns resolves a list of columns without those that are preset. `*` means those
// that can be written; naming one that cannot is a mistake.
func (t *trackedTable) writableColumns(md metadata.Columns, set []metadata.Preset, verb string) ([]*Column, error) {
	key := listKey(md)
	for _, p := range set {
		key += "\x00-" + p.Column
	}
	if known, ok := t.writable[key]; ok {
		return known, nil
	}
	columns, err := t.namedColumns(md)
	if err != nil {
		return nil, err
	}
	var out []*Column
	for _, c := range columns {
		if !c.SQL.Writable() {
			if md.All {
				continue
			}
			return nil, notWritable(c, verb)
		}
		if !slices.ContainsFunc(set, func(p metadata.Preset) bool { return p.Column == c.Name }) {
			out = append(out, c)
		}
	}
	t.writable[key] = out
	return out, nil
}

func notWritable(c *Column, verb string) error {
	able := strings.TrimSuffix(verb, "e") + "able" // insertable, updatable
	return fmt.Errorf("Column %q is not %s and so cannot have %s permissions defined", c.Name, able, verb)
}

func listKey(md metadata.Columns) string {
	if md.All {
		return "*"
	}
	return strings.Join(md.Names, "\x00")
}

// namedColumns returns the listed columns in the table's order.
func (t *trackedTable) namedColumns(md metadata.Columns) ([]*Column, error) {
	if md.All {
		return t.Columns, nil
	}
	var out []*Column
	for _, name := range md.Names {
		c := t.columns[name]
		if c == nil {
			return nil, fmt.Errorf("no such column exists: %q", name)
		}
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(x, y *Column) int { return x.Index - y.Index })
	return out, nil
}
