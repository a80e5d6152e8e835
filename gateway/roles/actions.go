package roles

import (
	"slices"

	"github.com/weftql/weft/gateway/actions"
	slice "github.com/weftql/weft/gateway/actions/metadata"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/schema"
)

// actions makes the source of all actions. It comes after the databases: actions may use
// the scalars of their types.
func (b *builder) actions() {
	if len(b.doc.Actions) == 0 {
		return
	}
	s, problems := actions.New(actions.Options{
		Actions: b.inheritedActions(), Types: b.doc.CustomTypes, Scalars: b.scalars(), Caller: b.opts.Actions, Log: b.opts.ActionLog,
	})
	for _, p := range problems {
		if p.Action == "" {
			b.leaveOut("custom_types", "custom_types custom_types", b.doc.CustomTypes, reasonOf(p.Err))
			continue
		}
		b.leaveOut("action", "action "+p.Action, map[string]string{"name": p.Action}, reasonOf(p.Err))
	}
	b.epoch.sources = append(b.epoch.sources, s)
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
