package planner

import (
	"errors"
	"fmt"
)

// land asks the target of every link for the fields it lands, and reports links that are
// not valid. A link whose type or target the role does not see is left out in silence.
func (s *Schema) land() []Conflict {
	var conflicts []Conflict
	for _, m := range s.members {
		for _, link := range m.part.Links() {
			if reason := s.landLink(m, link); reason != "" {
				conflicts = append(conflicts, Conflict{Part: m.id, Link: link, Reason: reason})
			}
		}
	}
	return conflicts
}

// landLink adds the fields of one link to its member and tells what is wrong, or "".
func (s *Schema) landLink(m *member, link *Link) string {
	from := m.part.Type(link.From)
	if from == nil {
		return ""
	}
	target := s.member(link.Source)
	if target == nil || target == s.own {
		return missingTarget(link.Source)
	}
	fields, err := target.part.Land(link)
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Message
	}
	if err != nil {
		return err.Error()
	}
	if len(fields) == 0 {
		return ""
	}
	l := m.landed[link.From]
	if l == nil {
		l = &landing{}
	}
	for _, f := range fields {
		if from.Field(f.Name) != nil || l.has(f.Name) {
			return fmt.Sprintf("field '%s' is already defined for type '%s'", f.Name, link.From)
		}
	}
	for _, f := range fields {
		c := *f
		c.Link = link
		l.fields = append(l.fields, &c)
	}
	if m.landed == nil {
		m.landed = map[string]*landing{}
	}
	m.landed[link.From] = l
	return ""
}

func (l *landing) has(name string) bool {
	for _, f := range l.fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

// missingTarget is the reason for a link to a source that is not there
// (contract/remote-schemas-and-joins.md 6.2).
func missingTarget(id ID) string {
	if id.Kind == RemoteSchemaSource {
		return fmt.Sprintf("remote schema with name %q not found", id.Name)
	}
	return fmt.Sprintf("source not found: %q", id.Name)
}
