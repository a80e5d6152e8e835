package compile

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// Validation is what a permission's validate_input is to be asked before anything is
// written (contract/postgres-graphql.md 6.9).
type Validation struct {
	// Definition is the metadata's `validate_input`.
	Definition json.RawMessage
	// Input is the JSON array that is `data.input` of the question.
	Input []byte
}

// validation is a validation of a field before its values are known.
type validation struct {
	definition json.RawMessage
	args       []namedSource
	// list is set when the one argument is the list of inputs itself.
	list bool
	// nestUnder is the member that holds the arguments, "" when they are it.
	nestUnder string
}

type namedSource struct {
	name string
	source
}

// Validations returns what has to be validated in one run, in the order of the questions.
func (f *Field) Validations(p *planner.Params) []Validation {
	var all []Validation
	if f.validation != nil {
		all = append(all, Validation{Definition: f.validation.definition, Input: f.validation.input(p)})
	}
	if f.Insert != nil {
		all = append(all, f.Insert.validations(p)...)
	}
	return all
}

func (v *validation) input(p *planner.Params) []byte {
	if v.list {
		value := p.Value(v.args[0].param)
		if value.Kind != planner.List {
			value = &planner.Value{Kind: planner.List, Items: []*planner.Value{value}}
		}
		return value.AppendJSON(nil)
	}
	object := &planner.Value{Kind: planner.Object}
	for _, arg := range v.args {
		object.Members = append(object.Members, planner.Member{Name: arg.name, Value: p.Value(arg.param)})
	}
	if v.nestUnder != "" {
		object = &planner.Value{Kind: planner.Object, Members: []planner.Member{{Name: v.nestUnder, Value: object}}}
	}
	return append(object.AppendJSON([]byte{'['}), ']')
}

// validate makes the validation of an update or a delete; nil when the permission asks for
// none.
func validate(definition json.RawMessage, f *planner.Selection, list bool, nestUnder string) *validation {
	if definition == nil {
		return nil
	}
	v := &validation{definition: definition, list: list, nestUnder: nestUnder}
	for _, arg := range f.Args {
		v.args = append(v.args, namedSource{arg.Input.Name, sourceOf(ofOperand(arg.Value))})
	}
	if len(v.args) == 0 {
		v.list = false
	}
	return v
}

// validations asks once for every table the insert touches whose permission says so, the
// root's first: objects with the names of SQL, without presets.
func (i *Insert) validations(p *planner.Params) []Validation {
	if !i.validates {
		return nil
	}
	objects := i.objects.value(p, i.target.Types)
	t := &touched{target: i.target, rows: map[*model.Table][]*planner.Value{}}
	rows := listItems(objects)
	t.add(i.into.table, rows)
	var all []Validation
	for _, table := range t.order {
		perm := i.target.permissions(table)
		if perm == nil || perm.Insert == nil || perm.Insert.ValidateInput == nil {
			continue
		}
		list := &planner.Value{Kind: planner.List, Items: t.rows[table]}
		all = append(all, Validation{Definition: perm.Insert.ValidateInput, Input: list.AppendJSON(nil)})
	}
	return all
}

// validatesInsert tells whether an insert into the table may touch one whose permission
// wants its input validated.
func (t *Target) validatesInsert(table *model.Table) bool {
	seen := map[*model.Table]bool{}
	var visit func(table *model.Table) bool
	visit = func(table *model.Table) bool {
		into := t.into(table)
		if into == nil || seen[table] {
			return false
		}
		seen[table] = true
		return into.permission.ValidateInput != nil || slices.ContainsFunc(table.Relationships, func(r *model.Relationship) bool {
			member := into.members[r.Name]
			return member != nil && member.relationship == r && visit(r.Target)
		})
	}
	return visit(table)
}

// touched collects the objects that go into each table.
type touched struct {
	target *Target
	order  []*model.Table
	rows   map[*model.Table][]*planner.Value
}

// add takes the objects for a table and returns them with the names of SQL.
func (t *touched) add(table *model.Table, rows []*given) []*planner.Value {
	if _, known := t.rows[table]; !known {
		t.order = append(t.order, table)
		t.rows[table] = nil
	}
	values := make([]*planner.Value, 0, len(rows))
	for _, row := range rows {
		values = append(values, t.object(row))
	}
	t.rows[table] = append(t.rows[table], values...)
	return values
}

func (t *touched) object(row *given) *planner.Value {
	object := &planner.Value{Kind: planner.Object}
	for _, f := range row.Fields() {
		switch m := f.Input.Meta.(type) {
		case *model.Column:
			object.Members = append(object.Members, planner.Member{Name: m.Name, Value: f.Value.value})
		case *model.Relationship:
			if !emptyNested(f.Value.value) {
				object.Members = append(object.Members, planner.Member{Name: m.Name, Value: t.nested(m, f.Value)})
			}
		}
	}
	return object
}

// dataOf returns the objects of a nested insert.
func dataOf(v *given) *given {
	for _, f := range v.Fields() {
		if f.Input.Meta == schema.NestedData {
			return f.Value
		}
	}
	return nil
}

// nested is a nested insert as the question shows it: `{"data": ...}`.
func (t *touched) nested(r *model.Relationship, v *given) *planner.Value {
	data := dataOf(v)
	rows := []*given{data}
	if r.Array {
		rows = listItems(data)
	}
	values := t.add(r.Target, rows)
	shown := &planner.Value{Kind: planner.List, Items: values}
	if !r.Array {
		shown = values[0]
	}
	return &planner.Value{Kind: planner.Object, Members: []planner.Member{{Name: "data", Value: shown}}}
}

// validateUpdate and validateDelete make a field's validation.
func (c *compiler) validateUpdate(f *planner.Selection, m *schema.Update) *validation {
	p := c.target.permissions(m.Table)
	if p == nil || p.Update == nil {
		return nil
	}
	return validate(p.Update.ValidateInput, f, m.Kind == schema.UpdateMany, "")
}

func (c *compiler) validateDelete(f *planner.Selection, m *schema.Delete) *validation {
	p := c.target.permissions(m.Table)
	if p == nil || p.Delete == nil {
		return nil
	}
	under := ""
	if m.ByPK {
		under = "pk_columns"
	}
	return validate(p.Delete.ValidateInput, f, false, under)
}
