package remote

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// typeKey is the reserved alias of the concrete type's name (section 7.1).
const typeKey = "__hasura_internal_typename"

// field writes one field under an alias with its arguments and what is selected below it,
// and returns the shape of its value.
func (w *writer) field(alias string, sel *planner.Selection) *planner.Shape {
	meta := sel.Field.Meta.(*fieldMeta)
	w.alias(alias, meta.def.Name)
	w.args(sel.Args, w.part.grant.Args(meta.parent, meta.def.Name))
	return w.below(sel)
}

func (w *writer) alias(alias, name string) {
	if alias != name {
		w.write(alias, ":")
	}
	w.write(name)
}

// below writes the selection set of a field, if its type has one. Fragments for types that
// cannot occur are dropped without a trace, so nothing may be left to select: the server is
// then asked for what it cannot refuse.
func (w *writer) below(sel *planner.Selection) *planner.Shape {
	if len(sel.Fields) == 0 {
		if sel.Type.Kind != ast.Object && sel.Type.Kind != ast.Interface && sel.Type.Kind != ast.Union {
			return nil
		}
		w.write("{", typeKey, ":__typename}")
		return &planner.Shape{Entries: []planner.Entry{{Key: typeKey, Kind: planner.Cut}}}
	}
	s := &selectionSet{writer: w, fields: sel.Fields, parent: w.part.source.names.Original(sel.Type.Name)}
	return s.write()
}

// selectionSet writes the fields selected from one type. Their order is the client's, so
// that the answer's bytes need no reordering.
type selectionSet struct {
	*writer
	parent  string // the type, in the server's name
	fields  []*planner.Selection
	phantom []phantom
	entries []planner.Entry
}

// phantom is a field that is selected for a join's key only.
type phantom struct {
	field, alias string
	on           []string
}

func (s *selectionSet) write() *planner.Shape {
	s.writer.write("{")
	start := len(s.text)
	for i := 0; i < len(s.fields); {
		end := i + 1
		for end < len(s.fields) && slices.Equal(s.fields[i].On, s.fields[end].On) {
			end++
		}
		s.group(s.fields[i:end])
		i = end
	}
	shape := s.shape(start)
	s.writer.write("}")
	return shape
}

// group writes fields wanted for the same concrete types, once in an inline fragment for
// each of them.
func (s *selectionSet) group(fields []*planner.Selection) {
	if last := s.text[len(s.text)-1]; last != '{' && last != '}' {
		s.writer.write(" ")
	}
	start := len(s.text)
	for i, f := range fields {
		if i > 0 {
			s.writer.write(" ")
		}
		s.member(f)
	}
	on := s.originals(fields[0].On)
	if on == nil {
		return
	}
	body := string(s.text[start:])
	s.text = s.text[:start]
	for _, name := range on {
		s.writer.write("...on ", name, "{", body, "}")
	}
}

// member writes one field and notes what is to be done with its value.
func (s *selectionSet) member(f *planner.Selection) {
	on := s.originals(f.On)
	switch {
	case f.Field.Link != nil:
		s.slot(f, on)
	case f.Field.Name == planner.Typename.Name:
		s.alias(f.Key, f.Field.Name)
		if renamed := s.renamed(on); renamed != nil {
			s.entries = append(s.entries, planner.Entry{Key: f.Key, Kind: planner.Rename, On: on, Names: renamed})
		}
	default:
		if shape := s.field(f.Key, f); shape != nil {
			s.entries = append(s.entries, planner.Entry{Key: f.Key, Kind: planner.Nested, On: on, Shape: shape})
		}
	}
}

// slot writes a placeholder where another source's value goes, and the fields that form
// its key unless the client selected them already.
func (s *selectionSet) slot(f *planner.Selection, on []string) {
	s.alias(f.Key, planner.Typename.Name)
	entry := planner.Entry{Key: f.Key, Kind: planner.Slot, On: on, Join: f, KeyFrom: []string{}}
	for _, field := range f.Field.Link.Key {
		entry.KeyFrom = append(entry.KeyFrom, s.keyMember(field, f.On, on))
	}
	s.entries = append(s.entries, entry)
}

// keyMember returns the response key under which field is answered for the types on,
// selecting it under a reserved alias if need be.
func (s *selectionSet) keyMember(field string, wanted, on []string) string {
	for _, f := range s.fields {
		meta, own := f.Field.Meta.(*fieldMeta)
		if own && f.Field.Link == nil && meta.def.Name == field && len(f.Args) == 0 && len(f.Fields) == 0 && covers(f.On, wanted) {
			return f.Key
		}
	}
	for _, p := range s.phantom {
		if p.field == field && slices.Equal(p.on, on) {
			return p.alias
		}
	}
	alias := s.reserve(field)
	s.phantom = append(s.phantom, phantom{field: field, alias: alias, on: on})
	s.entries = append(s.entries, planner.Entry{Key: alias, Kind: planner.Cut, On: on})
	s.writer.write(" ", alias, ":", field)
	return alias
}

// reserve returns an alias longer than any in the selection set and not used for another
// type's field (section 7.1).
func (s *selectionSet) reserve(field string) string {
	alias := field + "_join_column"
	for _, f := range s.fields {
		if pad := len(f.Key) + 1 - len(alias); pad > 0 {
			alias += strings.Repeat("_", pad)
		}
	}
	for slices.ContainsFunc(s.phantom, func(p phantom) bool { return p.alias == alias }) {
		alias += "_"
	}
	return alias
}

// covers tells whether a field wanted for some concrete types (nil: all) is there for all
// of the others.
func covers(have, wanted []string) bool {
	if have == nil {
		return true
	}
	return wanted != nil && !slices.ContainsFunc(wanted, func(name string) bool { return !slices.Contains(have, name) })
}

// shape returns what is to be done inside the objects of the set, nil if nothing. When
// that depends on the concrete type, the type's name is asked for first in the set, which
// starts at the given offset.
func (s *selectionSet) shape(start int) *planner.Shape {
	if len(s.entries) == 0 {
		return nil
	}
	shape := &planner.Shape{Entries: s.entries}
	if slices.ContainsFunc(s.entries, func(e planner.Entry) bool { return e.On != nil }) {
		s.text = slices.Insert(s.text, start, []byte(typeKey+":__typename ")...)
		shape.TypeKey = typeKey
		shape.Entries = append(shape.Entries, planner.Entry{Key: typeKey, Kind: planner.Cut})
	}
	return shape
}

// originals translates type names to the server's.
func (s *selectionSet) originals(names []string) []string {
	if names == nil {
		return nil
	}
	originals := make([]string, len(names))
	for i, name := range names {
		originals[i] = s.part.source.names.Original(name)
	}
	return originals
}

// renamed maps the names of the types an object may have to the schema's, nil when none
// differs.
func (s *selectionSet) renamed(on []string) map[string]string {
	types := on
	if types == nil {
		types = s.part.source.schema.Possible[s.parent]
	}
	if len(types) == 0 {
		types = []string{s.parent}
	}
	names, differ := map[string]string{}, false
	for _, original := range types {
		names[original] = s.part.source.names.Type(original)
		differ = differ || names[original] != original
	}
	if !differ {
		return nil
	}
	return names
}
