package history

import (
	"fmt"
	"slices"
)

// Direction is the way a migration is run.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// All asks for all steps of a direction.
const All = -1

// Request is what the user asks for. At most one of the first four is set; the zero value
// means all that is pending.
type Request struct {
	Up, Down      int     // how many, or [All]
	Goto, Version *uint64 // where to, or which
	Type          Direction
	// SkipExecution only records what would be run.
	SkipExecution bool
}

// Step is one migration to be run in one direction.
type Step struct {
	*Migration
	Direction Direction
}

// Script is what the step runs.
func (s Step) Script() *Script {
	if s.Direction == Down {
		return s.Down
	}
	return s.Up
}

// Plan says which migrations a request comes to, in the order they are to be run
// (contract/metadata-and-migrations.md 10.4). available is ascending.
func Plan(available []*Migration, applied map[uint64]bool, r Request) ([]Step, error) {
	p := choice{available: available, applied: applied, skip: r.SkipExecution}
	switch {
	case r.Version != nil && r.Type == Down:
		return p.downOne(*r.Version)
	case r.Version != nil:
		return p.upOne(*r.Version)
	case r.Goto != nil:
		return p.moveTo(*r.Goto)
	case r.Down != 0:
		return p.down(r.Down, 0)
	case r.Up != 0:
		return p.up(r.Up, ^uint64(0)), nil
	}
	return p.up(All, ^uint64(0)), nil
}

type choice struct {
	available []*Migration
	applied   map[uint64]bool
	skip      bool
}

// up returns the pending migrations up to a version, gaps included.
func (p *choice) up(count int, until uint64) []Step {
	var steps []Step
	for _, m := range p.available {
		if !p.applied[m.Version] && m.Up != nil && m.Version <= until && len(steps) != count {
			steps = append(steps, Step{m, Up})
		}
	}
	return steps
}

// down returns the newest applied migrations above a version.
func (p *choice) down(count int, above uint64) ([]Step, error) {
	var steps []Step
	for _, v := range p.descending() {
		if v <= above || len(steps) == count {
			break
		}
		step, err := p.downStep(v)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, nil
}

func (p *choice) descending() []uint64 {
	var versions []uint64
	for v := range p.applied {
		versions = append(versions, v)
	}
	slices.Sort(versions)
	slices.Reverse(versions)
	return versions
}

func (p *choice) downStep(v uint64) (Step, error) {
	m := p.find(v)
	switch {
	case p.skip && m == nil:
		m = &Migration{Version: v}
	case !p.skip && (m == nil || m.Down == nil):
		return Step{}, fmt.Errorf("%d down migration not found", v)
	}
	return Step{m, Down}, nil
}

func (p *choice) moveTo(v uint64) ([]Step, error) {
	if v != 0 && p.find(v) == nil {
		return nil, fmt.Errorf("%d migration not found", v)
	}
	if newest := p.descending(); len(newest) > 0 && newest[0] > v {
		return p.down(All, v)
	}
	return p.up(All, v), nil
}

func (p *choice) upOne(v uint64) ([]Step, error) {
	if p.applied[v] {
		return nil, errApplied
	}
	m := p.find(v)
	if m == nil || m.Up == nil {
		return nil, fmt.Errorf("%d up migration not found", v)
	}
	return []Step{{m, Up}}, nil
}

func (p *choice) downOne(v uint64) ([]Step, error) {
	if !p.applied[v] {
		return nil, errNotApplied
	}
	step, err := p.downStep(v)
	return []Step{step}, err
}

func (p *choice) find(v uint64) *Migration {
	i := slices.IndexFunc(p.available, func(m *Migration) bool { return m.Version == v })
	if i < 0 {
		return nil
	}
	return p.available[i]
}
