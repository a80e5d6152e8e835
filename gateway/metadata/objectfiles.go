package metadata

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"github.com/weftql/weft/planner"
)

// databaseOrder is the order of a database's keys in databases.yaml
// (contract/metadata-and-migrations.md 10.2).
var databaseOrder = []string{
	"name", "kind", "configuration", "query_tags", "customization", "health_check",
	"logical_models", "native_queries", "stored_procedures", "tables", "functions",
}

// addDatabases adds databases.yaml and the files of the objects.
func (w *directoryWriter) addDatabases(sources *planner.Value) {
	list := &planner.Value{Kind: planner.List}
	used := fileNames{}
	for _, s := range sources.Items {
		list.Items = append(list.Items, w.database(s, used.next(memberText(s, "name"))))
	}
	w.add(databaseFile.file, list)
}

// database adds the files of a database's objects and returns its entry.
func (w *directoryWriter) database(source *planner.Value, folder string) *planner.Value {
	entry := &planner.Value{Kind: planner.Object}
	for _, m := range inOrder(source.Members, databaseOrder) {
		switch {
		case m.Name == "tables":
			m.Value = w.objects(m.Value, folder, "tables", "table")
		case m.Name == "functions" && len(m.Value.Items) == 0:
			continue
		case m.Name == "functions":
			m.Value = w.objects(m.Value, folder, "functions", "function")
		}
		entry.Members = append(entry.Members, m)
	}
	return entry
}

// objects adds one file per object and a file that includes them all, and returns the
// include of that.
func (w *directoryWriter) objects(objects *planner.Value, folder, section, nameKey string) *planner.Value {
	index := &planner.Value{Kind: planner.List}
	dir := path.Join("databases", folder, section)
	used := fileNames{section: true}
	for _, o := range objects.Items {
		name := used.next(objectFile(memberOf(o, nameKey))) + ".yaml"
		w.add(path.Join(dir, name), o)
		index.Items = append(index.Items, includeValue(name))
	}
	w.add(path.Join(dir, section+".yaml"), index)
	return includeValue(path.Join(folder, section, section+".yaml"))
}

// objectFile is `<schema>_<name>`; a name alone is in the schema public.
func objectFile(name *planner.Value) string {
	if name == nil || name.Kind == planner.String {
		return "public_" + name.Text
	}
	schema := memberText(name, "schema")
	if schema == "" {
		schema = "public"
	}
	return schema + "_" + memberText(name, "name")
}

func memberText(v *planner.Value, name string) string {
	if m := memberOf(v, name); m != nil {
		return m.Text
	}
	return ""
}

// inOrder sorts members: the named ones first, then the others as they were.
func inOrder(members []planner.Member, order []string) []planner.Member {
	var sorted []planner.Member
	named := map[string]bool{}
	for _, name := range order {
		named[name] = true
		for _, m := range members {
			if m.Name == name {
				sorted = append(sorted, m)
			}
		}
	}
	for _, m := range members {
		if !named[m.Name] {
			sorted = append(sorted, m)
		}
	}
	return sorted
}

// fileNames are the names already given in a folder, in lower case: some file systems do
// not tell `Users` from `users`.
type fileNames map[string]bool

// next returns a file name for an object: its own, without what file systems do not take,
// and numbered when another object has it.
func (used fileNames) next(name string) string {
	name = strings.Map(func(r rune) rune {
		if r != ' ' && (unicode.IsSpace(r) || !unicode.IsGraphic(r)) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, strings.TrimSpace(name))
	if strings.Trim(name, ". ") == "" {
		name = "_" + strings.ReplaceAll(name, ".", "_")
	}
	free := name
	for n := 2; used[strings.ToLower(free)]; n++ {
		free = fmt.Sprintf("%s_%d", name, n)
	}
	used[strings.ToLower(free)] = true
	return free
}
