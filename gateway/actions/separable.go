package actions

import (
	"slices"

	"github.com/weftql/weft/planner"
)

// Users implements [planner.Separable].
func (p *part) Users(typeName string) []string {
	var users []string
	for _, name := range p.actions {
		reached := map[string]bool{}
		p.source.reach(p.source.actions[name], reached)
		if reached[typeName] {
			users = append(users, name)
		}
	}
	return users
}

// Without implements [planner.Separable]: each action is one root field, or two of the same
// name.
func (p *part) Without(names []string) planner.Part {
	return p.source.partOf(slices.DeleteFunc(slices.Clone(p.actions), func(name string) bool { return slices.Contains(names, name) }))
}

// reach adds the types that an action uses to seen.
func (s *Source) reach(a *action, seen map[string]bool) {
	d := &a.Definition
	if a.asynchronous() {
		seen[a.Name] = true // the type of its runs
		for _, scalar := range runScalars {
			seen[scalar] = true
		}
	}
	s.types.reach(d.OutputType.Name(), seen)
	for i := range d.Arguments {
		s.types.reach(d.Arguments[i].Type.Name(), seen)
	}
}
