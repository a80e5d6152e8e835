package operations

import (
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Follow edits the document after a change of a database's schema
// (contract/metadata-and-migrations.md 7.3). Tables are recognised by oid and columns by
// number, so that renames are carried through everything that names them; what was dropped
// goes, unless others need it and cascade is not set. The draft must know the catalog
// before. The error is a *planner.Fault.
func (d *Draft) Follow(source string, before, after *catalog.Catalog, cascade bool) (Changes, error) {
	i := d.sourceIndex(source)
	if i < 0 {
		return Changes{}, nil
	}
	f := schemaDifference{source: source, before: before, after: after}
	f.read(d.doc.Sources[i])
	if err := f.refuse(d); err != nil {
		return Changes{}, err
	}
	// Permissions that use a table or function which is gone go with it; where only a column
	// is gone, they are edited.
	whole, err := d.dropWith(dropRule{cascade: cascade}, slices.Concat(f.tables, f.functions)...)
	if err != nil {
		return Changes{}, err
	}
	parts, err := d.dropWith(dropRule{cascade: cascade, prune: true}, slices.Concat(f.columns, f.constraints)...)
	if err != nil {
		return Changes{}, err
	}
	var changes Changes
	if cascade {
		changes.Dropped = texts(slices.Concat(whole.dependents, parts.dependents))
		changes.Edited = texts(f.renaming.now(slices.Concat(whole.edited, parts.edited, f.configured(d), d.renamed(&f.renaming))))
	}
	for _, c := range f.columns {
		if t := d.ownedTable(place{source, c.table}); t != nil {
			withoutColumn(t, c.name)
		}
	}
	d.rename(f.renaming)
	return changes, nil
}

// now are things by the names that their tables and functions have from now on.
func (n *renaming) now(things []thing) []thing {
	out := slices.Clone(things)
	for i, t := range out {
		switch at := (place{t.source, t.table}); t.kind {
		case functionThing, sqlFunctionThing:
			out[i].table = n.function(at)
		default:
			out[i].table = n.table(at)
		}
	}
	return out
}

// renamed lists what refers to something that is going to have another name. Parts of a table
// do not refer to the table.
func (d *Draft) renamed(n *renaming) []thing {
	var tables, others []thing
	for at := range n.tables {
		tables = append(tables, wholeTable(at))
	}
	for key := range n.columns {
		others = append(others, key.at.column(key.name))
	}
	for at := range n.functions {
		others = append(others, thing{kind: sqlFunctionThing, source: at.source, table: at.table},
			thing{kind: functionThing, source: at.source, table: at.table})
	}
	var list []thing
	for _, roots := range [][]thing{tables, others} {
		if len(roots) > 0 {
			list = append(list, newFallout(d.references(roots), dropRule{}, roots).direct()...)
		}
	}
	return list
}

// configured lists the tables with names or comments for columns that are gone or have
// another name.
func (f *schemaDifference) configured(d *Draft) (list []thing) {
	note := func(at place, column string) {
		t := d.ownedTable(at)
		if t == nil || t.Configuration == nil {
			return
		}
		_, commented := t.Configuration.ColumnConfig[column]
		_, named := t.Configuration.CustomColumnNames[column]
		if commented || named {
			list = append(list, wholeTable(at))
		}
	}
	for _, c := range f.columns {
		note(place{c.source, c.table}, c.name)
	}
	for key := range f.renaming.columns {
		note(key.at, key.name)
	}
	return list
}

// schemaDifference is what happened to the tables and functions that a source's metadata
// names.
type schemaDifference struct {
	source        string
	before, after *catalog.Catalog
	// tables, columns, constraints and functions are those that are gone.
	tables, columns, constraints, functions []thing
	renaming                                renaming
	// retyped are columns whose type changed.
	retyped []thing
	// overloaded are tracked functions that are not alone under their names any more, and
	// volatile those that became so.
	overloaded []string
	volatile   []string
}

func (f *schemaDifference) read(s *metadata.Source) {
	f.renaming = renaming{
		tables: map[place]sqlname.Name{}, columns: map[fieldKey]string{}, functions: map[place]sqlname.Name{},
	}
	for _, t := range s.Tables {
		if old := f.before.Table(t.Table); old != nil {
			f.table(old)
		}
	}
	var names []sqlname.Name
	for _, t := range s.Tables {
		for _, c := range t.ComputedFields {
			names = append(names, c.Function)
		}
	}
	for _, fn := range s.Functions {
		names = append(names, fn.Function)
	}
	slices.SortFunc(names, sqlname.Compare)
	for _, name := range slices.Compact(names) {
		f.function(s, name)
	}
}

func (f *schemaDifference) table(old *catalog.Table) {
	at := place{f.source, old.Name}
	now := f.after.TableByOID(old.OID)
	if now == nil {
		f.tables = append(f.tables, wholeTable(at))
		return
	}
	if now.Name != old.Name {
		f.renaming.tables[at] = now.Name
	}
	for _, c := range old.Columns {
		fresh := now.ColumnByNum(c.Attnum)
		switch {
		case fresh == nil:
			f.columns = append(f.columns, at.column(c.Name))
			continue
		case fresh.Name != c.Name:
			f.renaming.columns[fieldKey{at, c.Name}] = fresh.Name
		}
		if fresh.Type.OID != c.Type.OID {
			f.retyped = append(f.retyped, at.column(c.Name))
		}
	}
	for _, key := range old.ForeignKeys {
		if !f.survives(key, now) {
			f.constraints = append(f.constraints, thing{kind: constraintThing, source: f.source, table: old.Name, name: key.Name})
		}
	}
}

// survives tells whether a foreign key is still there, if only under another oid: to the
// same table over the same columns.
func (f *schemaDifference) survives(key *catalog.ForeignKey, now *catalog.Table) bool {
	return slices.ContainsFunc(now.ForeignKeys, func(k *catalog.ForeignKey) bool {
		if k.OID == key.OID {
			return true
		}
		return k.To.OID == key.To.OID && len(k.Pairs) == len(key.Pairs) && !slices.ContainsFunc(key.Pairs, func(p catalog.ColumnPair) bool {
			return !slices.ContainsFunc(k.Pairs, func(q catalog.ColumnPair) bool {
				return p.From.Attnum == q.From.Attnum && p.To.Attnum == q.To.Attnum
			})
		})
	})
}

func (f *schemaDifference) function(s *metadata.Source, name sqlname.Name) {
	overloads := f.before.Overloads(name)
	if len(overloads) != 1 {
		return
	}
	old, at := overloads[0], place{f.source, name}
	now := f.after.FunctionByOID(old.OID)
	tracked := functionIndex(s, name) >= 0
	switch {
	case now == nil && len(f.after.Overloads(name)) == 0:
		f.functions = append(f.functions, thing{kind: sqlFunctionThing, source: f.source, table: name})
		if tracked {
			f.functions = append(f.functions, thing{kind: functionThing, source: f.source, table: name})
		}
		return
	case now == nil:
		now = f.after.Overloads(name)[0] // replaced by another of the same name
	case now.Name != name:
		f.renaming.functions[at] = now.Name
	}
	if len(f.after.Overloads(now.Name)) > 1 {
		f.overloaded = append(f.overloaded, name.String())
	}
	if old.Volatility != catalog.Volatile && now.Volatility == catalog.Volatile {
		f.volatile = append(f.volatile, name.String())
	}
}

// refuse tells what cannot be followed at all.
func (f *schemaDifference) refuse(d *Draft) error {
	if len(f.overloaded) > 0 {
		return fault(planner.CodeNotSupported, "the following tracked function(s) cannot be overloaded: %s", strings.Join(f.overloaded, ", "))
	}
	for _, name := range f.volatile {
		return fault(planner.CodeNotSupported, "type of function %q is altered to \"VOLATILE\" which is not supported now", name)
	}
	for key, fresh := range f.renaming.columns {
		if t := d.ownedTable(key.at); t != nil && (findRelationship(t, fresh) != nil || computedIndex(t, fresh) >= 0 || remoteIndex(t, fresh) >= 0) {
			return fault(planner.CodeAlreadyExists, "cannot rename column %q to %q in table %q as a relationship with the name already exists",
				key.name, fresh, key.at.table.String())
		}
	}
	for _, c := range f.retyped {
		if list := d.typeDependents(c); len(list) > 0 {
			return fault(CodeDependencyError, "cannot change type of column %q in table %q because of the following dependencies: %s",
				c.name, c.table.String(), strings.Join(texts(list), ", "))
		}
	}
	return nil
}
