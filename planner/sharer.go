package planner

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Sharer is implemented by parts with root fields that several sources have and the client
// sees once (see [Field.Shared]): Relay's `node`, a federation subgraph's `_entities`.
//
// Such a field is bound once for each of its parts, because every part may meet only its own
// types and Meta; a part gets a Selection of its own, whose Type lists the possible types of
// all. Only parts with a claim are called. A field with a list type may be answered by
// several: then each answers a list of one length, with null for what is another's.
type Sharer interface {
	// Claim names what of the field is the part's to answer; nothing when it is others'
	// alone. It is asked only where several parts have the field. A part without a claim
	// answers nevertheless when no other part has one, to say what is wrong.
	Claim(field *Selection) ([]string, error)
	// Clash is the error for a claim that several sources make.
	Clash(field *Selection, claim string, sources []ID) error
}

// share is a shared field as one of its parts is asked for it.
type share struct {
	part  Part
	field *Selection
}

// sharers returns the members that have a shared root field, nil unless there are several.
func (r *root) sharers(name string) []*member { return r.shared[name] }

// addSharer notes that one more member has the root field at index i.
func (r *root) addSharer(i int, m *member) {
	if r.shared == nil {
		r.shared = map[string][]*member{}
	}
	name := r.typ.Fields[i].Name
	if r.shared[name] == nil {
		r.shared[name] = []*member{r.owners[i]}
	}
	r.shared[name] = append(r.shared[name], m)
}

// openTypes merges the possible types of the fields that parts share.
func (s *Schema) openTypes() {
	for _, r := range s.roots {
		if r == nil {
			continue
		}
		for name, members := range r.shared {
			if typeName := r.typ.Field(name).Type.Name(); s.open[typeName] == nil {
				s.addOpenType(typeName, members)
			}
		}
	}
}

func (s *Schema) addOpenType(name string, members []*member) {
	var all *Type
	for _, m := range members {
		t := m.part.Type(name)
		switch {
		case t == nil || !t.Open:
		case all == nil:
			c := *t
			c.Possible = slices.Clone(t.Possible)
			all = &c
		default:
			all.Possible = append(all.Possible, t.Possible...)
		}
	}
	if all == nil {
		return
	}
	slices.Sort(all.Possible)
	all.Possible = slices.Compact(all.Possible)
	if s.open == nil {
		s.open = map[string]*Type{}
	}
	s.open[name] = all
}

// shared binds a root field for each of the members that share it.
func (b *binder) shared(p *pick, members []*member, at *Path) (*Selection, *Fault) {
	var whole *Selection
	for _, m := range members {
		def := findField(m.part.Roots(b.op), p.field.Name)
		field, fault := b.selection(p, def, b.scope(m), at)
		if fault != nil {
			return nil, fault
		}
		if all := b.schema.open[field.Type.Name]; all != nil {
			field.Type = all
		}
		if whole == nil {
			c := *field
			c.Fields = nil
			whole = &c
		}
		whole.shares = append(whole.shares, share{part: m.part, field: field})
	}
	return whole, nil
}

func findField(fields []*Field, name string) *Field {
	i, ok := slices.BinarySearchFunc(fields, name, func(f *Field, n string) int { return strings.Compare(f.Name, n) })
	if !ok {
		return nil
	}
	return fields[i]
}

// takers returns the parts that answer a shared field: those with a claim, or the first one
// when nobody has any.
func takers(f *Selection) ([]share, error) {
	var takers []share
	claimed := map[string][]ID{}
	for _, s := range f.shares {
		claims, err := s.part.(Sharer).Claim(s.field)
		if err != nil {
			return nil, err
		}
		for _, c := range claims {
			claimed[c] = append(claimed[c], s.part.Source().ID())
			if len(claimed[c]) > 1 {
				return nil, s.part.(Sharer).Clash(s.field, c, claimed[c])
			}
		}
		if len(claims) > 0 {
			takers = append(takers, s)
		}
	}
	if takers == nil {
		return f.shares[:1], nil
	}
	return takers, nil
}

// sharable tells whether a root field may stand beside one of the same name.
func sharable(op ast.Operation, have, other *Field) bool {
	return op != ast.Mutation && have.Shared && other.Shared && sameField(have, other)
}
