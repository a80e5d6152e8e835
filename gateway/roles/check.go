package roles

import (
	"slices"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/catalog"
	remote "github.com/weftql/weft/remote-schemas"
)

// Check returns what is inconsistent in an epoch beyond what its own build found: in
// sections of the document that other rooms act upon.
type Check func(*Epoch) []Inconsistency

func (e *Epoch) check(checks []Check) {
	for _, c := range checks {
		e.Inconsistencies = append(e.Inconsistencies, c(e)...)
	}
}

// Database returns the source of that name, or nil when there is none or it could not be
// opened. It is valid for as long as the epoch is held.
func (e *Epoch) Database(name string) *postgres.Source {
	s, _ := e.source(planner.ID{Kind: planner.DatabaseSource, Name: name}).(*postgres.Source)
	return s
}

// Remote returns the remote schema of that name, or nil as [Epoch.Database].
func (e *Epoch) Remote(name string) *remote.Source {
	s, _ := e.source(planner.ID{Kind: planner.RemoteSchemaSource, Name: name}).(*remote.Source)
	return s
}

func (e *Epoch) source(id planner.ID) planner.Source {
	i := slices.IndexFunc(e.sources, func(s planner.Source) bool { return s.ID() == id })
	if i < 0 {
		return nil
	}
	return e.sources[i]
}

// Catalogs returns what the databases held when they were last read, by source.
func (e *Epoch) Catalogs() map[string]*catalog.Catalog {
	all := map[string]*catalog.Catalog{}
	for _, s := range e.sources {
		if db, ok := s.(*postgres.Source); ok {
			all[db.ID().Name] = db.Catalog()
		}
	}
	return all
}
