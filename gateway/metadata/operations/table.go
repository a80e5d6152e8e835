package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// tableOperations track tables and configure them
// (contract/metadata-and-migrations.md 5.2, 5.3).
var tableOperations = []Operation{
	{"track_table", decodeTrackTable},
	{"track_tables", decodeTrackTables},
	{"untrack_table", decodeUntrackTable},
	{"untrack_tables", decodeUntrackTables},
	{"set_table_is_enum", decodeSetIsEnum},
	{"set_table_customization", decodeSetTableCustomization},
	{"set_apollo_federation_config", decodeSetFederation},
}

// tracking is one table to be tracked.
type tracking struct {
	source string
	table  *postgres.Table
}

func decodeTrackTable(args json.RawMessage, path *planner.Path) (Edit, error) {
	t, err := decodeTracking(args, path)
	if err != nil {
		return nil, err
	}
	return t.apply, nil
}

// decodeTracking accepts the bare name of a table too.
func decodeTracking(args json.RawMessage, path *planner.Path) (tracking, error) {
	var named struct {
		Table json.RawMessage `json:"table"`
	}
	if json.Unmarshal(args, &named) != nil || named.Table == nil {
		name, err := postgres.DecodeName(args, path)
		return tracking{source: defaultSource, table: &postgres.Table{Table: name}}, err
	}
	o := reading.Open(args, path)
	t := tracking{source: sourceOf(o)}
	t.table = element(o, decodeTable, "table", "is_enum", "configuration", "apollo_federation_config", "logical_model")
	return t, o.Err()
}

func (t tracking) apply(d *Draft) (Outcome, error) {
	if err := t.add(d); err != nil {
		return Outcome{}, err
	}
	return Outcome{Objects: []string{t.object()}, Reread: Reread{Databases: Names{Some: []string{t.source}}}}, nil
}

func (t tracking) object() string { return tableObject(t.source, t.table.Table) }

func (t tracking) add(d *Draft) error {
	s, err := d.source(t.source)
	if err != nil {
		return err
	}
	name := t.table.Table
	if tableIndex(s, name) >= 0 {
		return fault(CodeAlreadyTracked, "view/table already tracked: %q", name.String())
	}
	if functionIndex(s, name) >= 0 {
		return fault(planner.CodeNotSupported, "function with name %q already exists", name.String())
	}
	s.Tables = append(s.Tables, t.table)
	return nil
}

// drop takes the table out of the draft, with nothing that depends on it.
func (t tracking) drop(d *Draft) { d.removeTable(place{t.source, t.table.Table}) }

func (d *Draft) removeTable(at place) {
	if i := d.sourceIndex(at.source); i >= 0 {
		s := d.own(i)
		s.Tables = slices.DeleteFunc(s.Tables, func(t *postgres.Table) bool { return t.Table == at.table })
	}
}

func decodeUntrackTable(args json.RawMessage, path *planner.Path) (Edit, error) {
	u, err := decodeUntracking(args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		if err := u.apply(d); err != nil {
			return Outcome{}, err
		}
		return removed()
	}, nil
}

// untracking is one table to be untracked.
type untracking struct {
	at      place
	cascade bool
}

func decodeUntracking(args json.RawMessage, path *planner.Path) (untracking, error) {
	o := reading.Open(args, path)
	u := untracking{at: placeOf(o), cascade: o.Flag("cascade", false)}
	return u, o.Err()
}

func (u untracking) apply(d *Draft) error {
	s, err := d.source(u.at.source)
	if err != nil {
		return err
	}
	if tableIndex(s, u.at.table) < 0 {
		return fault(CodeAlreadyUntracked, "view/table already untracked: %q", u.at.table.String())
	}
	return d.drop(u.cascade, wholeTable(u.at))
}

func decodeSetIsEnum(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at := placeOf(o)
	o.Must("is_enum")
	isEnum := o.Flag("is_enum", false)
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err != nil {
			return Outcome{}, err
		}
		t.IsEnum = isEnum
		return Outcome{Objects: []string{tableObject(at.source, at.table)}, Reread: Reread{Databases: Names{Some: []string{at.source}}}}, nil
	})
}

func decodeSetTableCustomization(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at := placeOf(o)
	return decoded(o, configure(at, part(o, "configuration", postgres.DecodeTableConfiguration)))
}

// configure replaces the configuration of a table; nil removes it.
func configure(at place, c *postgres.TableConfiguration) Edit {
	return func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err != nil {
			return Outcome{}, err
		}
		t.Configuration = c
		return altered(tableObject(at.source, at.table))
	}
}

// DecodeSetTableCustomFields is the command of version 2 of /v1/query with that name
// (contract/metadata-and-migrations.md 8.1).
func DecodeSetTableCustomFields(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at := placeOf(o)
	c := element(o, postgres.DecodeTableConfiguration, "custom_root_fields", "custom_column_names")
	return decoded(o, configure(at, c))
}

func decodeSetFederation(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at := placeOf(o)
	federated := element(o, decodeTable, "table", "apollo_federation_config")
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err != nil {
			return Outcome{}, err
		}
		t.ApolloFederation = federated.ApolloFederation
		if c := d.catalog(at.source); t.ApolloFederation && c != nil && c.Table(at.table) != nil && c.Table(at.table).PrimaryKey == nil {
			return Outcome{}, fault(CodeInvalidConfig, "apollo federation needs a primary key, which table %q does not have", at.table.String())
		}
		return altered(tableObject(at.source, at.table))
	})
}

func functionIndex(s *postgres.Source, name sqlname.Name) int {
	return slices.IndexFunc(s.Functions, func(f *postgres.Function) bool { return f.Function == name })
}

func decodeTable(data json.RawMessage, path *planner.Path) (*postgres.Table, error) {
	return postgres.DecodeTable(data, path)
}
