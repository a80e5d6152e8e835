package metadata

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// Legacy is a document of version 1 or 2, which knows one database only
// (contract/metadata-and-migrations.md 6.1).
type Legacy struct {
	document  Document
	tables    []*postgres.Table
	functions []*postgres.Function
}

// defaultSource is the database that documents of versions 1 and 2 mean.
const defaultSource = "default"

// DecodeLegacy reads a document of version 1 or 2 that stands at path. It returns nil for
// other versions. The error is a *planner.Fault.
func DecodeLegacy(data json.RawMessage, path *planner.Path) (*Legacy, error) {
	o := reading.Open(data, path)
	v := version(o)
	if o.Err() != nil || v != 1 && v != 2 {
		return nil, o.Err()
	}
	l := &Legacy{}
	decodeTable := func(data json.RawMessage, path *planner.Path) (*postgres.Table, error) {
		return postgres.DecodeTable(data, path)
	}
	l.tables = reading.MustList(o, "tables", decodeTable)
	l.functions = reading.List(o, "functions", legacyFunction(v))
	l.document.readSections(o)
	o.Done("Metadata")
	return l, o.Err()
}

// legacyFunction reads a function: version 1 has bare names.
func legacyFunction(v documentVersion) func(json.RawMessage, *planner.Path) (*postgres.Function, error) {
	if v != 1 {
		return postgres.DecodeFunction
	}
	return func(data json.RawMessage, path *planner.Path) (*postgres.Function, error) {
		name, err := postgres.DecodeName(data, path)
		return &postgres.Function{Function: name}, err
	}
}

// Onto returns the document that replaces old: the connection of its source `default` and
// its REST endpoints stay, everything else is the legacy document's. The error is a
// *planner.Fault without a path.
func (l *Legacy) Onto(old *Document) (*Document, error) {
	i := slices.IndexFunc(old.Sources, func(s *postgres.Source) bool { return s.Name == defaultSource })
	if i < 0 {
		return nil, &planner.Fault{Code: planner.CodeNotSupported,
			Message: "cannot import metadata without sources since no default source is defined"}
	}
	doc := l.document
	source := *old.Sources[i]
	source.Tables, source.Functions = l.tables, l.functions
	doc.Sources = []*postgres.Source{&source}
	doc.RestEndpoints = old.RestEndpoints
	return &doc, nil
}
