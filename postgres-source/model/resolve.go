package model

import "slices"

// Resolve orders inherited roles so that parents come before those who inherit from them.
// Roles that take part in a cycle, or inherit from one that does, are left out; cycles
// lists the names of each cycle. Parents that are not inherited roles are not looked at:
// whether they exist only the whole document can tell.
func Resolve(roles []InheritedRole) (ordered []InheritedRole, cycles [][]string) {
	w := walk{roles: map[string]InheritedRole{}, state: map[string]visit{}}
	for _, r := range roles {
		w.roles[r.Name] = r
	}
	for _, r := range roles {
		w.visit(r.Name)
	}
	return w.ordered, w.cycles
}

type visit uint8

const (
	unseen visit = iota
	onPath
	fine
	cyclic
)

type walk struct {
	roles   map[string]InheritedRole
	state   map[string]visit
	path    []string
	ordered []InheritedRole
	cycles  [][]string
}

// visit returns whether the role can be resolved.
func (w *walk) visit(name string) bool {
	role, inherited := w.roles[name]
	if !inherited {
		return true
	}
	switch w.state[name] {
	case fine:
		return true
	case cyclic:
		return false
	case onPath:
		w.cycles = append(w.cycles, slices.Clone(w.path[slices.Index(w.path, name):]))
		return false
	}
	w.state[name] = onPath
	w.path = append(w.path, name)
	ok := true
	for _, parent := range role.Parents {
		ok = w.visit(parent) && ok
	}
	w.path = w.path[:len(w.path)-1]
	w.state[name] = cyclic
	if ok {
		w.state[name] = fine
		w.ordered = append(w.ordered, role)
	}
	return ok
}
