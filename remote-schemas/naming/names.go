package naming

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/remote-schemas/metadata"
	"github.com/weftql/weft/remote-schemas/upstream"
)

// Names maps the server's names to the schema's and back. It is immutable; names it does
// not know are the same on both sides.
type Names struct {
	// Namespace is the root field all root fields of the server are put under; "": none.
	Namespace string

	types     map[string]string            // server -> schema, changed names only
	originals map[string]string            // schema -> server
	fields    map[string]map[string]string // server's type -> server's field -> schema's
}

// New returns the names of a schema, or an error when the customization maps two names to
// one or contradicts an interface. A nil customization changes nothing.
func New(c *metadata.Customization, s *upstream.Schema) (*Names, error) {
	n := &Names{types: map[string]string{}, originals: map[string]string{}, fields: map[string]map[string]string{}}
	if c == nil {
		return n, nil
	}
	n.Namespace = c.RootFieldsNamespace
	n.nameTypes(c, s)
	n.nameFields(c, s)
	if err := n.check(s); err != nil {
		return nil, err
	}
	for original, name := range n.types {
		n.originals[name] = original
	}
	return n, nil
}

// Type returns the schema's name of the server's type.
func (n *Names) Type(original string) string {
	if name, has := n.types[original]; has {
		return name
	}
	return original
}

// Original returns the server's name of a type. A schema's name that hides a renamed
// server type is not known to the server; it is then returned unchanged and has no
// definition there.
func (n *Names) Original(name string) string {
	if original, has := n.originals[name]; has {
		return original
	}
	return name
}

// Owns tells whether name is how the schema calls a type of the server: a renamed type's
// old name is not.
func (n *Names) Owns(name string) bool {
	original := n.Original(name)
	return n.Type(original) == name
}

// Field returns the schema's name of a field of the server's type.
func (n *Names) Field(typeName, original string) string {
	if name, has := n.fields[typeName][original]; has {
		return name
	}
	return original
}

// Renamed tells whether the name of a type changes.
func (n *Names) Renamed(original string) bool { return n.Type(original) != original }

// Ref translates a type reference to the schema's names.
func (n *Names) Ref(t *ast.Type) *ast.Type {
	if t.Elem != nil {
		return &ast.Type{Elem: n.Ref(t.Elem), NonNull: t.NonNull}
	}
	return &ast.Type{NamedType: n.Type(t.NamedType), NonNull: t.NonNull}
}

func (n *Names) nameTypes(c *metadata.Customization, s *upstream.Schema) {
	var affix metadata.TypeNames
	if c.TypeNames != nil {
		affix = *c.TypeNames
	}
	roots := []string{s.Query, s.Mutation, s.Subscription}
	for name := range s.Types {
		root := slices.Contains(roots, name)
		mapped, explicit := affix.Mapping[name]
		switch {
		case upstream.BuiltIn(name) || strings.HasPrefix(name, "__"):
			continue
		case explicit:
		case root && c.RootFieldsNamespace != "":
			mapped = c.RootFieldsNamespace + name
		default:
			mapped = affix.Prefix + name + affix.Suffix
		}
		if mapped != name {
			n.types[name] = mapped
		}
	}
}

func (n *Names) nameFields(c *metadata.Customization, s *upstream.Schema) {
	for _, f := range c.FieldNames {
		t := s.Types[f.ParentType]
		if t == nil || t.Kind != ast.Object && t.Kind != ast.Interface {
			continue
		}
		names := maps.Clone(n.fields[t.Name])
		if names == nil {
			names = map[string]string{}
		}
		for _, field := range t.Fields {
			if mapped, explicit := f.Mapping[field.Name]; explicit {
				names[field.Name] = mapped
			} else if !strings.HasPrefix(field.Name, "__") {
				names[field.Name] = f.Prefix + field.Name + f.Suffix
			}
		}
		n.fields[t.Name] = names
	}
}
