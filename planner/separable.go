package planner

// Separable is implemented by parts whose root fields stand for themselves: one that
// conflicts with an earlier part is left out alone (contract/events-actions-rest.md 4.1).
type Separable interface {
	// Users lists the root fields that use a type of the part.
	Users(typeName string) []string
	// Without returns the part without root fields of these names, whatever their
	// operations, and without what only they use.
	Without(names []string) Part
}

// admit returns the member that a part becomes, nil when it is left out as a whole, and what
// conflicts.
func (s *Schema) admit(p Part) (*member, []Conflict) {
	m := &member{id: p.Source().ID(), part: p, schema: s}
	var conflicts []Conflict
	for {
		c := s.refuse(m)
		if c == nil {
			return m, conflicts
		}
		names := c.culprits(m.part)
		if len(names) == 0 {
			return nil, append(conflicts, Conflict{Part: m.id, Reason: c.reason})
		}
		for _, name := range names {
			conflicts = append(conflicts, Conflict{Part: m.id, Root: name, Reason: c.reason})
		}
		m.part = m.part.(Separable).Without(names)
	}
}

// clash is why a part cannot be merged: the name of a root field or a type.
type clash struct{ root, typ, reason string }

// culprits lists the root fields that can be left out to end the clash; none when the part
// goes as a whole.
func (c *clash) culprits(p Part) []string {
	s, ok := p.(Separable)
	switch {
	case !ok:
		return nil
	case c.root != "":
		return []string{c.root}
	}
	return s.Users(c.typ)
}
