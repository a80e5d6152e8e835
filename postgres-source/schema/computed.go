package schema

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// comparedField tells what values a scalar computed field has.
func (f *frame) comparedField(c *model.ComputedField) compared {
	s, depth := f.scalarOf(c.Scalar)
	return compared{scalar: s, depth: depth}
}

// computedScalar shows a scalar computed field (contract/postgres-graphql.md 5.5).
func (f *frame) computedScalar(t *table, c *model.ComputedField) *planner.Field {
	return f.field(c, useOutput, func() *planner.Field {
		of := f.comparedField(c)
		args := append(f.computedArgs(t, c), f.pathArgs(of)...)
		return &planner.Field{
			Name: c.Name, Description: computedDescription(c), Type: f.listed(of.scalar.name, of.depth, false),
			Args: planner.SortInputs(args), Meta: c,
		}
	})
}

// computedRows shows a computed field that returns rows of a table.
func (f *frame) computedRows(t *table, c reachableField) *planner.Field {
	return once(f.fields, memberKey{c.ComputedField, useOutput, c.distinct}, func() *planner.Field {
		args := append(f.computedArgs(t, c.ComputedField), f.collectionArgs(c.target, c.distinct)...)
		return &planner.Field{
			Name: c.Name, Description: computedDescription(c.ComputedField),
			Type: f.wrap(c.target.name(naming.Row)).list, Args: planner.SortInputs(args), Meta: c.ComputedField,
		}
	})
}

func computedDescription(c *model.ComputedField) string {
	byDefault := "A computed field, executes function " + quoted(c.SQL.Name.Schema, c.SQL.Name.Name)
	return description(c.Comment, orElse(c.SQL.Comment, byDefault))
}

// computedArgs is the `args` argument, if the function takes more than row and session.
func (f *frame) computedArgs(t *table, c *model.ComputedField) []*planner.InputValue {
	if len(c.Args) == 0 {
		return nil
	}
	w := f.wrap(f.rules.ComputedFieldArgs(c.Name, t.base))
	in := &planner.InputValue{
		Name: "args", Type: w.nonNull, Meta: ArgFunction,
		Description: "input parameters for computed field \"" + c.Name + "\" defined on table " + t.quoted,
	}
	if allDefaults(c.Args) {
		in.Type, in.NoNull = w.plain, true
	}
	return []*planner.InputValue{in}
}

func allDefaults(args []model.Argument) bool {
	for i := range args {
		if !args[i].HasDefault {
			return false
		}
	}
	return true
}

// addComputedArgs registers the input types of the table's computed fields.
func (f *frame) addComputedArgs(t *table) {
	for _, c := range t.ComputedFields {
		if c.Scalar != nil {
			f.learn(c.Scalar)
		}
		if len(c.Args) > 0 {
			f.addArguments(f.rules.ComputedFieldArgs(c.Name, t.base), c.Args, func(name string) string { return name },
				func(s *Schema) bool { return s.views[t.index] != nil })
		}
	}
}
