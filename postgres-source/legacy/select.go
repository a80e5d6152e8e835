package legacy

import (
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// selectBody is a decoded select.
type selectBody struct{ of *rowsBody }

// rowsBody is what is asked of rows: those of the table, or those of a relationship.
type rowsBody struct {
	columns       []columnBody
	where         *planner.Value
	order         []orderBody
	limit, offset *planner.Value
}

// columnBody is one entry of `columns`: a column by its name, stars, or with rows set a
// relationship.
type columnBody struct {
	name, alias string
	stars       int
	rows        *rowsBody
}

func decodeSelect(o object) body { return &selectBody{decodeRows(o)} }

func decodeRows(o object) *rowsBody {
	b := &rowsBody{where: o.opt("where"), limit: o.integer("limit"), offset: o.integer("offset")}
	for i, item := range o.asList(o.need("columns"), o.at("columns")) {
		b.columns = append(b.columns, decodeColumn(o, item, o.at("columns").Index(i)))
	}
	if v := o.opt("order_by"); v != nil {
		b.order = decodeOrder(o, v, o.at("order_by"))
	}
	return b
}

func decodeColumn(o object, v *planner.Value, path *planner.Path) columnBody {
	switch v.Kind {
	case planner.String:
		if strings.Trim(v.Text, "*.") == "" && v.Text != "" {
			return columnBody{stars: stars(o, v.Text, path)}
		}
		return columnBody{name: v.Text}
	case planner.Object:
		c := open(v, path, o.fault)
		name := c.asText(c.need("name"), c.at("name"))
		return columnBody{name: name, alias: c.text("alias"), rows: decodeRows(c)}
	}
	o.fail(path, "A column should either be a string or an object (relationship)")
	return columnBody{}
}

// maxStars bounds the levels of stars: with relationships there and back each multiplies
// what is answered.
const maxStars = 8

// stars counts the levels of `*`, `*.*` and so on.
func stars(o object, text string, path *planner.Path) int {
	n := strings.Count(text, "*")
	if text != strings.TrimSuffix(strings.Repeat("*.", n), ".") {
		o.fail(path, "%q is no column", text)
	}
	if n > maxStars {
		o.fail(path, "more than %d levels of stars", maxStars)
	}
	return n
}

func (b *selectBody) resolve(r *resolver, t *model.Table) (Operation, error) {
	p, err := r.selectPermission(t, r.path, "")
	if err != nil {
		return nil, err
	}
	rows, err := r.rows(b.of, t, p, r.path)
	if err != nil {
		return nil, err
	}
	return &Select{Rows: rows}, nil
}

// rows resolves what is asked of rows of t, whose arguments stand at path.
func (r *resolver) rows(b *rowsBody, t *model.Table, p *model.SelectPermission, path *planner.Path) (*Rows, error) {
	rows := &Rows{Table: t, Limit: b.limit, Offset: b.offset}
	var err error
	if b.where != nil {
		if rows.Where, err = r.where(t, b.where, path.Key("where")); err != nil {
			return nil, err
		}
	}
	if rows.Columns, err = r.shown(b.columns, t, p, path.Key("columns")); err != nil {
		return nil, err
	}
	if rows.Order, err = r.order(b.order, t, path.Key("order_by")); err != nil {
		return nil, err
	}
	if err := notNegative(b.limit, path.Key("limit")); err != nil {
		return nil, err
	}
	return rows, notNegative(b.offset, path.Key("offset"))
}

func notNegative(v *planner.Value, path *planner.Path) error {
	if v != nil && strings.HasPrefix(v.Text, "-") {
		return planner.Faultf(planner.CodeNotSupported, path, "unexpected negative value")
	}
	return nil
}

// shown resolves a list of columns: those that are named, then what the widest star adds.
func (r *resolver) shown(list []columnBody, t *model.Table, p *model.SelectPermission, path *planner.Path) ([]Column, error) {
	var named []Column
	widest := 0
	for i, b := range list {
		widest = max(widest, b.stars)
		if b.stars > 0 {
			continue
		}
		col, err := r.named(b, t, p, path.Index(i))
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(named, func(c Column) bool { return c.Key == col.Key }) {
			named = append(named, col)
		}
	}
	all, err := r.starred(widest, t, p, path)
	if err != nil {
		return nil, err
	}
	for _, col := range all {
		if !slices.ContainsFunc(named, func(c Column) bool { return c.sameAs(col) || c.Key == col.Key }) {
			named = append(named, col)
		}
	}
	return named, r.count(len(named), path)
}

// sameAs tells whether both show the same column or relationship, under whatever key.
func (c Column) sameAs(d Column) bool {
	return c.Column == d.Column && c.Relationship == d.Relationship
}

// maxColumns bounds what one select shows: each further star multiplies it.
const maxColumns = 10_000

func (r *resolver) count(n int, path *planner.Path) error {
	if r.columns += n; r.columns > maxColumns {
		return planner.Faultf(planner.CodeNotSupported, path, "more than %d columns are selected", maxColumns)
	}
	return nil
}

func (r *resolver) named(b columnBody, t *model.Table, p *model.SelectPermission, path *planner.Path) (Column, error) {
	if b.rows == nil {
		col, err := r.readable(t, p, b.name, path)
		return Column{Key: b.name, Column: col}, err
	}
	rel, err := relationship(t, b.name, path.Key("name"))
	if err != nil {
		return Column{}, err
	}
	target, err := r.related(rel, path)
	if err != nil {
		return Column{}, err
	}
	if !rel.Array && (b.rows.where != nil || b.rows.order != nil || b.rows.limit != nil || b.rows.offset != nil) {
		return Column{}, planner.Faultf(planner.CodeUnexpectedPayload, path,
			"when selecting an 'obj_relationship' 'where', 'order_by', 'limit' and 'offset' can't be used")
	}
	col := Column{Key: b.name, Relationship: rel}
	if b.alias != "" {
		col.Key = b.alias
	}
	col.Rows, err = r.rows(b.rows, rel.Target, target, path)
	return col, err
}

func relationship(t *model.Table, name string, path *planner.Path) (*model.Relationship, error) {
	switch rel := t.Relationship(name); {
	case rel != nil:
		return rel, nil
	case t.Column(name) != nil:
		return nil, planner.Faultf(planner.CodeUnexpectedPayload, path,
			"expecting a relationship; but, %q is a postgres column; only relationships can be expanded", name)
	}
	return nil, planner.Faultf(planner.CodeNotExists, path, "relationship %q does not exist", name)
}

// starred are all columns the role may select and, below the first level, all relationships
// it may follow.
func (r *resolver) starred(levels int, t *model.Table, p *model.SelectPermission, path *planner.Path) ([]Column, error) {
	if levels == 0 {
		return nil, nil
	}
	var columns []Column
	for _, c := range p.Columns {
		columns = append(columns, Column{Key: c.Column.Name, Column: c.Column})
	}
	if levels == 1 {
		return columns, nil
	}
	for _, rel := range t.Relationships {
		if rel.Target == nil {
			continue
		}
		target := r.permissions(rel.Target).Select
		if target == nil {
			continue
		}
		inner, err := r.starred(levels-1, rel.Target, target, path)
		if err == nil {
			err = r.count(len(inner), path)
		}
		if err != nil {
			return nil, err
		}
		columns = append(columns, Column{Key: rel.Name, Relationship: rel, Rows: &Rows{Table: rel.Target, Columns: inner}})
	}
	return columns, nil
}
