package planner

import (
	"crypto/sha256"

	"github.com/vektah/gqlparser/v2/ast"
)

// BindOptions are the server settings that change how requests are bound
// (contract/postgres-graphql.md 3.3 and 8.5, contract/auth-and-server.md 1.3 and 9.1).
type BindOptions struct {
	// NoNullUnboundVariableDefault drops what an unbound nullable variable stands for (an
	// argument, an input field, a list's item) instead of taking it for null.
	NoNullUnboundVariableDefault bool
	// NullInNonNullableVariables accepts an explicit null for a non-null variable.
	NullInNonNullableVariables bool
	// BooleanNullCollapse takes a null operand of an operator for an absent one; see
	// [InputValue.NullIsAbsent].
	BooleanNullCollapse bool
	// NoIntrospection refuses `__schema`, `__type` and `_service`.
	NoIntrospection bool
	// Federation adds `_service` to all but Relay schemas: the schema in GraphQL's own
	// language, as Apollo Federation asks its subgraphs for it.
	Federation bool
}

// Conflict is a part, or a root field or a link of one, that could not be merged.
type Conflict struct {
	Part   ID
	Root   string // the root field's name; "" when it is a link or the whole part
	Link   *Link  // nil when it is a root field or the whole part
	Reason string
}

var operations = [3]ast.Operation{ast.Query, ast.Mutation, ast.Subscription}

// Merge merges the parts of one role in order: databases, actions, remote schemas. A part
// with a root field or a type that conflicts with an earlier one is left out as a whole,
// unless it is [Separable]; a link that cannot be followed is left out alone. All are reported
// (contract/remote-schemas-and-joins.md 3.4, contract/postgres-graphql.md 1.7).
//
// Names are checked here, types are built when they are first looked up.
func Merge(role Role, parts []Part, opts BindOptions) (*Schema, []Conflict) {
	s := &Schema{opts: opts}
	s.own = &member{id: ID{Kind: IntrospectionSource}, schema: s}
	s.own.part = &introspection{schema: s}
	federated := opts.Federation && !role.Relay
	if federated {
		s.addRoots(ast.Query, s.own, []*Field{serviceField})
	}
	var conflicts []Conflict
	for _, p := range parts {
		m, found := s.admit(p)
		conflicts = append(conflicts, found...)
		if m == nil {
			continue
		}
		s.members = append(s.members, m)
		for _, op := range operations {
			s.addRoots(op, m, m.part.Roots(op))
		}
	}
	if r := s.root(ast.Query); r == nil || federated && len(r.owners) == 1 {
		s.addRoots(ast.Query, s.own, []*Field{placeholderField})
	}
	s.openTypes()
	conflicts = append(conflicts, s.land()...)
	s.fingerprint = s.computeFingerprint(role)
	return s, conflicts
}

// addRoots merges the sorted root fields of a member into the sorted root type. One that is
// there already is shared.
func (s *Schema) addRoots(op ast.Operation, m *member, fields []*Field) {
	if len(fields) == 0 {
		return
	}
	r := s.root(op)
	if r == nil {
		r = &root{typ: newRootType(op)}
		s.roots[rootIndex(op)] = r
	}
	was, owners := r.typ.Fields, r.owners
	r.typ.Fields = make([]*Field, 0, len(was)+len(fields))
	r.owners = make([]*member, 0, len(was)+len(fields))
	for len(was) > 0 || len(fields) > 0 {
		if len(fields) == 0 || len(was) > 0 && was[0].Name <= fields[0].Name {
			r.typ.Fields, r.owners = append(r.typ.Fields, was[0]), append(r.owners, owners[0])
			if len(fields) > 0 && was[0].Name == fields[0].Name {
				r.addSharer(len(r.typ.Fields)-1, m)
				fields = fields[1:]
			}
			was, owners = was[1:], owners[1:]
			continue
		}
		r.typ.Fields, r.owners = append(r.typ.Fields, fields[0]), append(r.owners, m)
		fields = fields[1:]
	}
}

func newRootType(op ast.Operation) *Type {
	switch op {
	case ast.Mutation:
		return &Type{Kind: ast.Object, Name: mutationRoot, Description: "mutation root"}
	case ast.Subscription:
		return &Type{Kind: ast.Object, Name: subscriptionRoot}
	default:
		return &Type{Kind: ast.Object, Name: queryRoot}
	}
}

func (s *Schema) computeFingerprint(role Role) Fingerprint {
	h := sha256.New()
	flags := [...]bool{
		role.Backend, role.Relay, s.opts.NoNullUnboundVariableDefault, s.opts.NullInNonNullableVariables,
		s.opts.BooleanNullCollapse, s.opts.NoIntrospection, s.opts.Federation,
	}
	for _, flag := range flags {
		if flag {
			h.Write([]byte{1})
		} else {
			h.Write([]byte{0})
		}
	}
	for _, m := range s.members {
		fp := m.part.Fingerprint()
		h.Write([]byte(m.id.Kind))
		h.Write([]byte{0})
		h.Write([]byte(m.id.Name))
		h.Write([]byte{0})
		h.Write(fp[:])
	}
	return Fingerprint(h.Sum(nil))
}
