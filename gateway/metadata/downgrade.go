package metadata

import (
	"errors"
	"fmt"

	"github.com/weftql/weft/planner"
)

// Downgrade returns the document of version 2 for one of version 3 whose only database is
// called default, as projects of config version 2 keep it; a document of version 2 stays
// (contract/metadata-and-migrations.md 10.2). Sections that version 2 does not have are left
// out.
func Downgrade(document []byte) ([]byte, error) {
	doc, err := planner.ParseValue(document)
	if err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	sources := items(doc, "sources")
	if doc.Member("sources") == nil {
		return document, nil
	}
	if len(sources) != 1 || memberText(sources[0], "name") != "default" {
		return nil, errors.New("metadata: version 2 has one database, which is called default")
	}
	out := &planner.Value{Kind: planner.Object, Members: []planner.Member{
		{Name: "version", Value: planner.IntValue(legacyDocument)},
		{Name: "tables", Value: &planner.Value{Kind: planner.List, Items: items(sources[0], "tables")}},
	}}
	keep := func(from *planner.Value, name string) {
		if v := from.Member(name); v != nil {
			out.Members = append(out.Members, planner.Member{Name: name, Value: v})
		}
	}
	keep(sources[0], "functions")
	for _, s := range sharedFiles {
		keep(doc, s.section)
	}
	keep(doc, "custom_types")
	keep(doc, networkFile.section)
	return out.AppendJSON(nil), nil
}
