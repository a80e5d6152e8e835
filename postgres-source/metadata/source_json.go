package metadata

import (
	"encoding/json"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Decode reads one element of `sources`. path is its place in the document. The error is a
// *planner.Fault with code parse-failed.
func Decode(data []byte, path *planner.Path) (*Source, error) {
	r := &reader{}
	s := readSource(r, data, path)
	if r.fault != nil {
		return nil, r.fault
	}
	return s, nil
}

// UnmarshalJSON is [Decode] at `$`.
func (s *Source) UnmarshalJSON(data []byte) error {
	read, err := Decode(data, nil)
	if err == nil {
		*s = *read
	}
	return err
}

// MarshalJSON writes the source in the contract's key order with defaults left out, so that
// reading it back and writing it again gives the same bytes.
func (s *Source) MarshalJSON() ([]byte, error) { return Append(nil, s), nil }

// Append is MarshalJSON onto dst.
func Append(dst []byte, s *Source) []byte {
	w := &writer{out: dst}
	writeSource(w, s)
	return w.out
}

// DecodeTable reads one element of `tables`, which is also what a table's YAML file holds.
func DecodeTable(data []byte, path *planner.Path) (*Table, error) {
	r := &reader{}
	t := readTable(r, data, path)
	if r.fault != nil {
		return nil, r.fault
	}
	return t, nil
}

// AppendTable writes a table onto dst.
func AppendTable(dst []byte, t *Table) []byte {
	w := &writer{out: dst}
	writeTable(w, t)
	return w.out
}

func readSource(r *reader, data json.RawMessage, path *planner.Path) *Source {
	o := r.object(data, path)
	s := &Source{Name: o.text("name"), StoredProcedures: o.keep("stored_procedures"), HealthCheck: o.keep("health_check")}
	if kind := o.optText("kind"); kind != "" && kind != "postgres" && kind != "pg" {
		r.fail(o.at("kind"), "sources of kind %q are not known, only postgres", kind)
	}
	s.Tables = distinct(o, "tables", "tables", list(o, "tables", readTable), tableName)
	s.Functions = distinct(o, "functions", "functions", list(o, "functions", readFunction), functionName)
	s.NativeQueries = distinct(o, "native_queries", "native queries", list(o, "native_queries", readNativeQuery),
		func(q *NativeQuery) string { return q.RootFieldName })
	s.LogicalModels = distinct(o, "logical_models", "logical models", list(o, "logical_models", readLogicalModel),
		func(m *LogicalModel) string { return m.Name })
	if c := o.must("configuration"); r.fault == nil {
		s.Configuration = readConfiguration(r, c, o.at("configuration"))
	}
	if q := o.nested("query_tags"); q != nil {
		s.QueryTags = readQueryTags(q)
	}
	if c := o.nested("customization"); c != nil {
		s.Customization = readCustomization(c)
	}
	return s
}

// tableName is unique per table, whatever characters the parts hold.
func tableName(t *Table) string { return t.Table.SQL() }

func functionName(f *Function) string { return f.Function.SQL() }

func readQueryTags(o *object) *QueryTags {
	q := &QueryTags{Format: o.optText("format")}
	o.into("disabled", &q.Disabled)
	if omit := optional[bool](o, "omit_request_id"); omit != nil {
		q.KeepRequestID = !*omit
	}
	switch q.Format {
	case "", "standard", "standard_prepended", "sqlcommenter":
	default:
		o.r.fail(o.at("format"), "unknown query tags format %q", q.Format)
	}
	return q
}

func readCustomization(o *object) *Customization {
	c := &Customization{NamingConvention: o.optText("naming_convention")}
	switch c.NamingConvention {
	case "", "hasura-default", "graphql-default":
	default:
		o.r.fail(o.at("naming_convention"), "naming_convention can either be \"hasura-default\" or \"graphql-default\"")
	}
	if f := o.nested("root_fields"); f != nil {
		c.RootFields = RootFieldsCustomization{Namespace: f.graphQLName("namespace"), Prefix: f.graphQLName("prefix"), Suffix: f.optText("suffix")}
	}
	if t := o.nested("type_names"); t != nil {
		c.TypeNames = TypeNamesCustomization{Prefix: t.graphQLName("prefix"), Suffix: t.optText("suffix")}
	}
	return c
}

func writeSource(w *writer, s *Source) {
	table := w.tables
	if table == nil {
		table = writeTable
	}
	w.object(func() {
		w.text("name", s.Name)
		w.text("kind", "postgres")
		w.key("tables") // always emitted
		elements(w, sorted(s.Tables, func(t *Table) string { return nameKey(t.Table) }), table)
		array(w, "functions", sorted(s.Functions, func(f *Function) string { return nameKey(f.Function) }), writeFunction)
		array(w, "native_queries", sorted(s.NativeQueries, func(q *NativeQuery) string { return q.RootFieldName }), writeNativeQuery)
		w.raw("stored_procedures", s.StoredProcedures)
		array(w, "logical_models", sorted(s.LogicalModels, func(m *LogicalModel) string { return m.Name }), writeLogicalModel)
		w.key("configuration")
		writeConfiguration(w, s.Configuration)
		if s.QueryTags != nil {
			w.key("query_tags")
			w.object(func() { writeQueryTags(w, s.QueryTags) })
		}
		if s.Customization != nil {
			w.key("customization")
			w.object(func() { writeCustomization(w, s.Customization) })
		}
		w.raw("health_check", s.HealthCheck)
	})
}

// nameKey orders names by name, then schema, as the object form is written.
func nameKey(n sqlname.Name) string { return strings.Join([]string{n.Name, n.Schema}, "\x00") }

func writeQueryTags(w *writer, q *QueryTags) {
	w.boolean("disabled", q.Disabled)
	w.optText("format", q.Format)
	if q.KeepRequestID {
		w.boolean("omit_request_id", false)
	}
}

func writeCustomization(w *writer, c *Customization) {
	w.optText("naming_convention", c.NamingConvention)
	if f := c.RootFields; f != (RootFieldsCustomization{}) {
		w.key("root_fields")
		w.object(func() {
			w.optText("namespace", f.Namespace)
			w.optText("prefix", f.Prefix)
			w.optText("suffix", f.Suffix)
		})
	}
	if t := c.TypeNames; t != (TypeNamesCustomization{}) {
		w.key("type_names")
		w.object(func() {
			w.optText("prefix", t.Prefix)
			w.optText("suffix", t.Suffix)
		})
	}
}
