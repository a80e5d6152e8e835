package roles

import (
	"fmt"
	"slices"

	"github.com/weftql/weft/gateway/actions"
	slice "github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/schema"
)

// customTypes is the kind, and the name, of the one object that all custom types are;
// customTypesFailed is how its reasons begin (contract/events-actions-rest.md 4.2).
const (
	customTypes       = "custom_types"
	customTypesFailed = "validation for the given custom types failed because "
)

// actions makes the source of all actions. It comes after the databases: actions may use
// the scalars of their types.
func (b *builder) actions() {
	if len(b.doc.Actions) == 0 && b.doc.CustomTypes.Empty() {
		return
	}
	s, problems := actions.New(actions.Options{
		Actions: b.inheritedActions(), Types: b.doc.CustomTypes, Scalars: b.scalars(), Caller: b.opts.Actions, Log: b.opts.ActionLog,
		Logger: b.opts.Logger,
	})
	for _, p := range problems {
		if p.Action == "" {
			b.leaveOut(customTypes, customTypes+" "+customTypes, b.doc.CustomTypes, reasonOf(p.Err))
			continue
		}
		b.leaveOut("action", "action "+p.Action, actionOf(b.doc, p.Action), reasonOf(p.Err))
	}
	b.idleLinks(s)
	b.epoch.sources = append(b.epoch.sources, s)
}

// actionOf is what the metadata says of an action.
func actionOf(doc *metadata.Document, name string) any {
	i := slices.IndexFunc(doc.Actions, func(a slice.Action) bool { return a.Name == name })
	if i < 0 {
		return map[string]string{"name": name}
	}
	return doc.Actions[i]
}

// idleLinks checks the relationships of custom types that no schema has.
func (b *builder) idleLinks(s *actions.Source) {
	for _, link := range s.IdleLinks() {
		reason := ""
		if db := b.epoch.Database(link.Source.Name); db == nil {
			reason = fmt.Sprintf("source not found: %q", link.Source.Name)
		} else if part, err := db.Part(planner.Role{Name: planner.Admin}); err != nil {
			reason = reasonOf(err)
		} else if _, err := part.Land(link); err != nil {
			reason = reasonOf(err)
		}
		if reason != "" {
			b.leaveOut(customTypes, customTypes+" "+customTypes, linkName(link), customTypesFailed+reason)
		}
	}
}

// scalars lists the names of the scalar types of all databases.
func (b *builder) scalars() []string {
	var names []string
	for _, s := range b.epoch.sources {
		if db, ok := s.(*postgres.Source); ok {
			names = append(names, schema.ScalarNames(db.Model())...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// inheritedActions adds the permissions of inherited roles: any parent's will do
// (contract/postgres-graphql.md 7.4).
func (b *builder) inheritedActions() []slice.Action {
	list := slices.Clone(b.doc.Actions)
	for i := range list {
		a := &list[i]
		a.Permissions = slices.Clone(a.Permissions)
		for _, r := range b.inherited {
			if slices.Contains(a.Roles(), r.Name) {
				continue
			}
			if slices.ContainsFunc(b.parents(r.Name), func(p string) bool { return slices.Contains(b.doc.Actions[i].Roles(), p) }) {
				a.Permissions = append(a.Permissions, slice.Permission{Role: r.Name})
			}
		}
	}
	return list
}
