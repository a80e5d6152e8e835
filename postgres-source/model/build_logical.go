package model

import (
	"errors"
	"fmt"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
)

// logicalModels resolves the row types of native queries (contract/postgres-graphql.md 5.7).
// Models may refer to each other: all are made before any is filled.
func (b *builder) logicalModels() {
	for _, md := range b.md.LogicalModels {
		b.models[md.Name] = &LogicalModel{Name: md.Name, Description: md.Description}
	}
	for changed := true; changed; { // a model that is left out takes those with it that hold it
		changed = false
		for _, md := range b.md.LogicalModels {
			m := b.models[md.Name]
			if m == nil {
				continue
			}
			if err := b.logicalFields(m, md); err != nil {
				b.broken(b.sourceObject("logical_model", md.Name, md), "%s", err.Error())
				delete(b.models, md.Name)
				changed = true
			}
		}
	}
	for _, md := range b.md.LogicalModels {
		if m := b.models[md.Name]; m != nil {
			b.model.LogicalModels = append(b.model.LogicalModels, m)
			b.logicalPermissions(m, md)
		}
	}
}

func (b *builder) logicalFields(m *LogicalModel, md *metadata.LogicalModel) error {
	m.Fields = nil
	seen := map[string]bool{}
	for i, fd := range md.Fields {
		f := &LogicalField{Name: fd.Name, Description: fd.Description, Nullable: fd.Type.Nullable}
		if seen[f.Name] {
			return fmt.Errorf("the field %q is declared twice", f.Name)
		}
		seen[f.Name] = true
		if !isGraphQLName(f.Name) {
			return fmt.Errorf("%q is not valid GraphQL name", f.Name)
		}
		if err := b.logicalType(f, &fd.Type, i); err != nil {
			return fmt.Errorf("in field %q: %w", f.Name, err)
		}
		m.Fields = append(m.Fields, f)
	}
	if len(m.Fields) == 0 {
		return errors.New("a logical model needs at least one field")
	}
	return nil
}

func (b *builder) logicalType(f *LogicalField, md *metadata.LogicalType, index int) error {
	scalar, nested := md.Scalar, md.LogicalModel
	if md.Array != nil {
		f.Array, f.ElementNullable = true, md.Array.Nullable
		if scalar, nested = md.Array.Scalar, md.Array.LogicalModel; scalar != "" {
			scalar += "[]"
		}
	}
	if nested != "" {
		if f.Model = b.models[nested]; f.Model == nil {
			return fmt.Errorf("the logical model %q is not tracked", nested)
		}
		return nil
	}
	f.Array, f.ElementNullable = false, false // a list of scalars is a column like others
	t := b.cat.TypeNamed(scalar)
	if t == nil {
		return fmt.Errorf("there is no type %q", scalar)
	}
	if err := checkScalar(t); err != nil {
		return err
	}
	sql := &catalog.Column{Name: f.Name, Attnum: int16(index + 1), Type: t, NotNull: !f.Nullable} //nolint:gosec // a model with 32768 fields is none
	f.Column = &Column{Name: f.Name, Field: f.Name, SQL: sql, Index: index, Comment: f.Description}
	return nil
}

// column returns the scalar field called name.
func (m *LogicalModel) column(name string) *Column {
	for _, f := range m.Fields {
		if f.Name == name {
			return f.Column
		}
	}
	return nil
}
