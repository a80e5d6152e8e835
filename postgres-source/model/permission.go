package model

import (
	"encoding/json"

	"github.com/weftql/weft/planner"
)

const adminRole = planner.Admin

// Permissions are what one role may do with one table; nil where it may not.
type Permissions struct {
	Select *SelectPermission
	Insert *InsertPermission
	Update *UpdatePermission
	Delete *DeletePermission
}

// Permissions returns what role may do with a table of the model, or nil when it may do
// nothing. Admin may do everything: its permissions list all columns, with the filter [True]
// and no limit. Whether the database can insert, update or delete (views) is for [Table.SQL]
// to say.
func (m *Model) Permissions(t *Table, role string) *Permissions {
	g := m.granted[t]
	switch {
	case g == nil:
		return nil // of another model
	case role == adminRole:
		return t.admin
	}
	return g.roles[role]
}

// NoLimit is the Limit of a permission without one.
const NoLimit = -1

// SelectPermission lets a role read rows.
type SelectPermission struct {
	// Columns are the readable columns in the table's order.
	Columns []ReadableColumn
	// ComputedFields are the readable scalar computed fields, sorted by name. Fields that
	// return a table are readable when their table is: see [ComputedField.Returns].
	ComputedFields []ReadableComputed
	// Nested are the readable fields of a logical model that hold other models. The model
	// they hold needs a permission of its own.
	Nested []*LogicalField
	// Filter is ANDed to every read; never nil.
	Filter BoolExp
	// Limit bounds rows, NoLimit when there is none.
	Limit             int64
	AllowAggregations bool
	// Query and Subscription are the root fields the role gets.
	Query, Subscription RootFields
}

// ReadableColumn is a column a role may read.
type ReadableColumn struct {
	Column *Column
	// When is set for inherited roles when not every parent grants the column: it is null
	// in rows where When does not hold, and nullable in the schema
	// (contract/postgres-graphql.md 7.4).
	When BoolExp
}

// ReadableComputed is a scalar computed field a role may read; When as in ReadableColumn.
type ReadableComputed struct {
	Field *ComputedField
	When  BoolExp
}

// Column returns the entry for c, or nil when it is not readable.
func (p *SelectPermission) Column(c *Column) *ReadableColumn {
	for i := range p.Columns {
		if p.Columns[i].Column == c {
			return &p.Columns[i]
		}
	}
	return nil
}

// ComputedField returns the entry for f, or nil when it is not readable.
func (p *SelectPermission) ComputedField(f *ComputedField) *ReadableComputed {
	for i := range p.ComputedFields {
		if p.ComputedFields[i].Field == f {
			return &p.ComputedFields[i]
		}
	}
	return nil
}

// RootFields is a set of kinds of root fields.
type RootFields uint8

// The kinds of root fields a select permission can grant.
const (
	RootSelect RootFields = 1 << iota
	RootSelectByPK
	RootSelectAggregate
	RootSelectStream
	AllRootFields = RootSelect | RootSelectByPK | RootSelectAggregate | RootSelectStream
)

// Has tells whether all of fields are in r.
func (r RootFields) Has(fields RootFields) bool { return r&fields == fields }

// InsertPermission lets a role insert rows.
type InsertPermission struct {
	// Check must not be false for a new row; never nil.
	Check BoolExp
	// Columns are those a client may give, in the table's order: writable, permitted and
	// not preset.
	Columns []*Column
	Presets []Preset // in the table's order of columns
	// BackendOnly hides the permission from requests that are not [planner.Role].Backend.
	BackendOnly bool
	// ValidateInput is the raw `validate_input`, nil when there is none.
	ValidateInput json.RawMessage
}

// UpdatePermission lets a role update rows.
type UpdatePermission struct {
	Columns []*Column
	Filter  BoolExp // never nil
	// Check must not be false for a changed row; nil when there is none: the filter is not
	// applied again.
	Check         BoolExp
	Presets       []Preset
	BackendOnly   bool
	ValidateInput json.RawMessage
}

// DeletePermission lets a role delete rows.
type DeletePermission struct {
	Filter        BoolExp // never nil
	BackendOnly   bool
	ValidateInput json.RawMessage
}

// Preset forces a column's value.
type Preset struct {
	Column *Column
	Value  Operand // Literal or Session
}
