package model

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// scope is whose fields a condition names: those of a table, or the columns of a logical
// model.
type scope struct {
	table *Table
	model *LogicalModel
}

func (s scope) column(name string) *Column {
	if s.table != nil {
		return s.table.columns[name]
	}
	return s.model.column(name)
}

// conditionReader reads the boolean language of permissions (contract/postgres-graphql.md
// 3.5). root is what the permission is for: `["$", "column"]` means its row.
type conditionReader struct {
	catalog *catalog.Catalog
	// table looks a tracked table up, nil when there is none.
	table func(sqlname.Name) *Table
	root  scope
}

func (b *builder) conditionReader(root scope) conditionReader {
	return conditionReader{catalog: b.cat, root: root, table: b.model.Table}
}

// condition reads a permission's filter or check. Equal texts of one table are read once.
func (b *builder) condition(t *trackedTable, text json.RawMessage) (BoolExp, error) {
	if known := t.conditions[string(text)]; known != nil {
		return known, nil
	}
	r := b.conditionReader(scope{table: t.Table})
	e, err := r.read(text)
	if err == nil {
		t.conditions[string(text)] = e
	}
	return e, err
}

func (r conditionReader) read(text json.RawMessage) (BoolExp, error) {
	v, err := planner.ParseValue(text)
	if err != nil {
		return nil, err
	}
	return r.object(v, r.root)
}

// object reads `{...}`: all of its members hold.
func (r conditionReader) object(v *planner.Value, s scope) (BoolExp, error) {
	if v.Kind != planner.Object {
		return nil, malformed(v.Misread("boolean expression", "Object"))
	}
	var terms []BoolExp
	for _, m := range v.Members {
		term, err := r.member(m, s)
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return all(terms), nil
}

func (r conditionReader) member(m planner.Member, s scope) (BoolExp, error) {
	switch m.Name {
	case "_and", "$and":
		terms, err := r.list(m.Value, s)
		return all(terms), err
	case "_or", "$or":
		terms, err := r.list(m.Value, s)
		return some(terms), err
	case "_not", "$not":
		term, err := r.object(m.Value, s)
		return &Not{Term: term}, err
	case "_exists", "$exists":
		return r.exists(m.Value)
	}
	e, err := r.field(m, s)
	if err != nil && !errors.Is(err, errNoField) {
		err = &misread{in: m.Name, err: err}
	}
	return e, err
}

// list reads the operand of _and and _or; an object counts as a list of one.
func (r conditionReader) list(v *planner.Value, s scope) ([]BoolExp, error) {
	items := v.Items
	if v.Kind == planner.Object {
		items = []*planner.Value{v}
	} else if v.Kind != planner.List {
		return nil, malformed(v.Misread("[]", "Array"))
	}
	var terms []BoolExp
	for _, item := range items {
		term, err := r.object(item, s)
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return terms, nil
}

func (r conditionReader) exists(v *planner.Value) (BoolExp, error) {
	if v.Kind != planner.Object || v.Member("_table") == nil || v.Member("_where") == nil || len(v.Members) != 2 {
		return nil, errors.New("_exists takes _table and _where")
	}
	name, err := metadata.ParseName(v.Member("_table").AppendJSON(nil))
	if err != nil {
		return nil, err
	}
	t := r.table(name)
	if t == nil {
		return nil, notTracked(name)
	}
	where, err := r.object(v.Member("_where"), scope{table: t})
	return &Exists{Table: t, Where: where}, err
}

func notTracked(name sqlname.Name) error {
	return fmt.Errorf("table %q is not tracked", name.String())
}

// errNoField says that a condition names a field there is not.
var errNoField = errors.New("does not exist")

var errJSONColumn = errors.New("JSON column can not be part of boolean expression")

// field reads a condition on a column, a relationship or a computed field.
func (r conditionReader) field(m planner.Member, s scope) (BoolExp, error) {
	if c := s.column(m.Name); c != nil {
		if c.Type().Plain().Builtin("json") {
			return nil, errJSONColumn
		}
		return r.comparisons(Left{Column: c}, !c.SQL.NotNull, m.Value, s)
	}
	if s.table == nil {
		return nil, fmt.Errorf("%q %w", m.Name, errNoField)
	}
	if rel := s.table.Relationship(m.Name); rel != nil {
		if rel.Target == nil {
			return nil, errors.New("relationships to native queries can not be part of boolean expression")
		}
		where, err := r.object(m.Value, scope{table: rel.Target})
		return &Related{Relationship: rel, Where: where}, err
	}
	if f := s.table.ComputedField(m.Name); f != nil {
		return r.computed(f, m.Value, s)
	}
	if rel := s.table.RemoteRelationship(m.Name); rel != nil {
		return r.elsewhere(rel, m.Value)
	}
	return nil, fmt.Errorf("%q %w", m.Name, errNoField)
}

func (r conditionReader) computed(f *ComputedField, v *planner.Value, s scope) (BoolExp, error) {
	if len(f.Args) > 0 {
		return nil, errors.New("computed fields with arguments can not be part of boolean expression")
	}
	if f.Scalar != nil {
		return r.comparisons(Left{Computed: f}, true, v, s)
	}
	where, err := r.object(v, scope{table: f.Returns})
	return &RelatedByFunction{Field: f, Where: where}, err
}

// all joins conditions with AND, without a node for one.
func all(terms []BoolExp) BoolExp {
	switch len(terms) {
	case 0:
		return True
	case 1:
		return terms[0]
	}
	return &And{Terms: terms}
}

// some joins conditions with OR.
func some(terms []BoolExp) BoolExp {
	switch len(terms) {
	case 0:
		return False
	case 1:
		return terms[0]
	}
	return &Or{Terms: terms}
}
