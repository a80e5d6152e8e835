package planner_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/weftql/weft/planner"
)

// jsonSource is a source that answers from a JSON document: its members are root fields,
// and tables that links land on. A field's arguments, but for limit, select the rows that
// hold their values. Rows with a member "owner" show to the user they name only.
//
// As a database it puts keys in place; as anything else it selects them under names of its
// own, beside a placeholder, as a remote server must.
type jsonSource struct {
	*testSource
	data map[string]any

	// before runs first in every call; what it returns fails the call.
	before func(ctx context.Context, in *planner.Input) error
	// fail names fields that fail on their own, with their faults; failFor names users.
	fail, failFor map[string]error
	// answer replaces what every column answers; silent sets none; cookie is passed on.
	answer string
	silent bool
	cookie string
	// check is asked before a mutation of this source writes.
	check func(in *planner.Input) error
	// permit hides rows whose join value another source does not hold.
	permit *permit
	// order is shared by sources whose calls are logged in one order.
	*order
}

func newJSONSource(tb testing.TB, kind planner.SourceKind, name, sdl, data string) *jsonSource {
	tb.Helper()
	s := &jsonSource{testSource: newTestSource(tb, kind, name, sdl), order: new(order)}
	d := json.NewDecoder(strings.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&s.data); err != nil {
		tb.Fatal(err)
	}
	s.compile, s.land = s.compileCall, s.landLink
	return s
}

// transactional is a jsonSource whose mutations share transactions.
type transactional struct{ *jsonSource }

func (s transactional) Part(planner.Role) (planner.Part, error) { return s, nil }
func (transactional) Transactional()                            {}

// link adds a link to rows of a table that hold the key in columns.
func (s *jsonSource) link(from, name string, key []string, to planner.ID, table string, columns []string, array bool) {
	s.links = append(s.links, &planner.Link{
		From: from, Name: name, Source: to, Key: key,
		Target: planner.ToRows{Table: table, Columns: columns, Array: array},
	})
}

// landLink lands the relationship and, for lists, a count of its rows.
func (s *jsonSource) landLink(link *planner.Link) ([]*planner.Field, error) {
	to := link.Target.(planner.ToRows)
	if !to.Array {
		return []*planner.Field{{Name: link.Name, Type: planner.Named(to.Table), Meta: to}}, nil
	}
	limit := []*planner.InputValue{{Name: "limit", Type: planner.Named("Int")}}
	return []*planner.Field{
		{Name: link.Name, Type: planner.NonNull(planner.ListOf(planner.NonNull(planner.Named(to.Table)))), Args: limit, Meta: to},
		{Name: link.Name + "_count", Type: planner.Named("Int"), Meta: to},
	}, nil
}

// jsonQuery is a compiled call on a jsonSource.
type jsonQuery struct {
	source  *jsonSource
	link    *planner.Link
	permit  *permit // what the call asks first; nil: nothing
	columns []jsonField
	text    string
	params  []planner.Param
}

// jsonField is one field to be answered.
type jsonField struct {
	key, name string
	typ       string // the declared type of the value
	on        []string
	args      map[string]planner.Param
	fields    []jsonField
	object    bool
	keyOf     []string // members whose values form a key, for a field of another source
	inPlace   bool
}

func (s *jsonSource) compileCall(spec *planner.CallSpec) (*planner.Answer, error) {
	own := ownSelections(spec.Columns)
	q := &jsonQuery{source: s, link: spec.Link, text: printSelections(own)}
	collectParams(own, &q.params)
	answer := &planner.Answer{Query: q}
	for _, col := range spec.Columns {
		field, shape := s.compileField(col)
		q.columns = append(q.columns, field)
		answer.Shapes = append(answer.Shapes, shape)
	}
	if s.check != nil {
		answer.Query = checkedQuery{q}
	}
	if s.permit != nil && s.permit.concerns(spec) {
		q.permit = s.permit
		answer.Questions = []planner.Question{{Source: s.permit.source, Ask: s.permit.ask}}
	}
	return answer, nil
}

// ownSelections returns the selections without what other sources answer.
func ownSelections(sels []*planner.Selection) []*planner.Selection {
	var own []*planner.Selection
	for _, sel := range sels {
		c := *sel
		c.Fields = nil
		for _, sub := range sel.Fields {
			if sub.Field.Link == nil {
				c.Fields = append(c.Fields, ownSelections([]*planner.Selection{sub})...)
			}
		}
		own = append(own, &c)
	}
	return own
}

// compileField returns what to answer for a selection, and the shape of it.
func (s *jsonSource) compileField(sel *planner.Selection) (jsonField, *planner.Shape) {
	f := jsonField{key: sel.Key, name: sel.Field.Name, on: s.upstream(sel.On), object: len(sel.Fields) > 0, args: map[string]planner.Param{}}
	if sel.Type != nil {
		f.typ = sel.Type.Name
	}
	for _, a := range sel.Args {
		f.args[a.Input.Name] = a.Value.Param()
	}
	shape := &planner.Shape{}
	var hidden []jsonField
	for _, sub := range sel.Fields {
		if sub.Field.Link != nil {
			field, entry, keys := s.compileLink(sub, sel.Fields)
			f.fields, hidden = append(f.fields, field), append(hidden, keys...)
			shape.Entries = append(shape.Entries, entry)
			continue
		}
		field, inner := s.compileField(sub)
		f.fields = append(f.fields, field)
		if inner != nil {
			shape.Entries = append(shape.Entries, planner.Entry{Key: sub.Key, Kind: planner.Nested, On: field.on, Shape: inner})
		}
		if sub.Field == planner.Typename && s.renames() != nil {
			shape.Entries = append(shape.Entries, planner.Entry{Key: sub.Key, Kind: planner.Rename, Names: s.renames()})
		}
	}
	for _, h := range hidden {
		if !slices.ContainsFunc(f.fields, func(have jsonField) bool { return have.key == h.key }) {
			f.fields = append(f.fields, h)
			shape.Entries = append(shape.Entries, planner.Entry{Key: h.key, Kind: planner.Cut})
		}
	}
	if slices.ContainsFunc(shape.Entries, func(e planner.Entry) bool { return len(e.On) > 0 }) {
		shape.TypeKey = "_type"
		f.fields = append([]jsonField{{key: "_type", name: "__typename"}}, f.fields...)
		shape.Entries = append(shape.Entries, planner.Entry{Key: "_type", Kind: planner.Cut})
	}
	if len(shape.Entries) == 0 {
		return f, nil
	}
	return f, shape
}

// compileLink returns the field that stands where another source's answer goes, and the
// fields its key is read from.
func (s *jsonSource) compileLink(sel *planner.Selection, beside []*planner.Selection) (jsonField, planner.Entry, []jsonField) {
	f := jsonField{key: sel.Key, name: sel.Field.Name, on: s.upstream(sel.On), keyOf: sel.Field.Link.Key, inPlace: s.id.Kind == planner.DatabaseSource}
	entry := planner.Entry{Key: sel.Key, Kind: planner.Slot, On: f.on, Join: sel}
	if f.inPlace {
		return f, entry, nil
	}
	entry.KeyFrom = []string{}
	var hidden []jsonField
	for _, name := range f.keyOf {
		key := "_key_" + name
		for _, b := range beside {
			if b.Field.Name == name && len(b.On) == 0 && b.Field.Link == nil {
				key = b.Key // the client asked for it
			}
		}
		entry.KeyFrom = append(entry.KeyFrom, key)
		hidden = append(hidden, jsonField{key: key, name: name})
	}
	return f, entry, hidden
}

// renames tells that a source calls its types otherwise than the schema: prefix "up_".
func (s *jsonSource) renames() map[string]string {
	names := map[string]string{}
	for name := range s.types {
		if short, ok := strings.CutPrefix(name, s.id.Name+"_"); ok {
			names["up_"+short] = name
		}
	}
	if len(names) == 0 {
		return nil
	}
	return names
}

// upstream returns the source's own names of types.
func (s *jsonSource) upstream(types []string) []string {
	var own []string
	for _, t := range types {
		if short, ok := strings.CutPrefix(t, s.id.Name+"_"); ok {
			t = "up_" + short
		}
		own = append(own, t)
	}
	return own
}

func (q *jsonQuery) Fingerprint() planner.Fingerprint {
	return sha256.Sum256([]byte(q.source.id.String() + q.text))
}

func (q *jsonQuery) Reads() planner.Reads {
	return planner.Reads{Params: q.params, Session: q.sessionReads()}
}

// sessionReads names the user when some row of the source has an owner.
func (q *jsonQuery) sessionReads() []string {
	for _, rows := range q.source.data {
		list, _ := rows.([]any)
		for _, row := range list {
			if object, ok := row.(map[string]any); ok && object["owner"] != nil {
				return []string{"x-hasura-user-id"}
			}
		}
	}
	return nil
}

func (q *jsonQuery) Deps() []planner.Dep {
	var deps []planner.Dep
	for _, c := range q.columns {
		deps = append(deps, planner.Dep{Source: q.source.id, Table: c.name})
	}
	return deps
}

func (q *jsonQuery) String() string { return q.text }

// checkedQuery is a query that wants to be asked first.
type checkedQuery struct{ *jsonQuery }

func (q checkedQuery) Check(_ context.Context, in *planner.Input) error {
	q.source.note(q.source.id.String() + ": check " + q.text)
	return q.source.check(in)
}

// order is a log of calls: one line each, with its fields and the keys of its rows.
type order struct {
	mu   sync.Mutex
	runs []string
}

func (s *order) note(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs = append(s.runs, line)
}

// log returns what ran since the last time.
func (s *order) log() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := s.runs
	s.runs = nil
	return lines
}

func (q *jsonQuery) Run(ctx context.Context, in *planner.Input, out *planner.Output) error {
	q.source.note(q.describe(in))
	if q.source.before != nil {
		if err := q.source.before(ctx, in); err != nil {
			return err
		}
	}
	if q.source.cookie != "" {
		out.AddCookie(q.source.cookie)
	}
	for row := range in.Rows {
		for col := range q.columns {
			q.cell(in, out, row, col)
		}
	}
	return nil
}

func (q *jsonQuery) cell(in *planner.Input, out *planner.Output, row, col int) {
	f, params := &q.columns[col], in.ParamsOf(row)
	user, _ := params.Session.Variable("x-hasura-user-id")
	switch {
	case q.source.silent:
	case q.source.answer != "":
		out.Set(row, col, []byte(q.source.answer))
	case q.source.fail[f.name] != nil:
		out.Fail(row, col, q.source.fail[f.name])
	case q.source.failFor[user] != nil:
		out.Fail(row, col, q.source.failFor[user])
	default:
		r := jsonRun{query: q, params: params}
		if q.permit != nil {
			allowed, err := params.Bound(0)
			if err != nil {
				out.Fail(row, col, err)
				return
			}
			r.allowed = q.permit.among(allowed)
		}
		out.Set(row, col, r.column(f, in.Rows[row].Key))
	}
}

func (q *jsonQuery) describe(in *planner.Input) string {
	line := q.source.id.String() + ": " + q.text
	if q.link == nil {
		return fmt.Sprintf("%s over %d", line, len(in.Rows))
	}
	for _, r := range in.Rows {
		line += fmt.Sprintf(" %d%s", r.Params, r.Key)
	}
	return line
}

// jsonRun answers one row.
type jsonRun struct {
	query  *jsonQuery
	params *planner.Params
	// allowed tells which rows a permit lets through; nil: all.
	allowed func(row map[string]any) bool
}

func (r jsonRun) column(f *jsonField, key []byte) []byte {
	var b bytes.Buffer
	if r.query.link == nil {
		r.write(&b, f, r.visible(f, r.query.source.data[f.name]))
		return b.Bytes()
	}
	to := r.query.link.Target.(planner.ToRows)
	rows := r.matching(to, key)
	switch {
	case strings.HasSuffix(f.name, "_count"):
		return fmt.Append(nil, len(rows))
	case to.Array:
		r.write(&b, f, r.visible(f, rows))
	case len(rows) == 0:
		return []byte("null")
	default:
		r.write(&b, f, rows[0])
	}
	return b.Bytes()
}

// matching returns the rows of a table that hold the key.
func (r jsonRun) matching(to planner.ToRows, key []byte) []any {
	var values []json.RawMessage
	if err := json.Unmarshal(key, &values); err != nil || len(values) != len(to.Columns) {
		panic(fmt.Sprintf("key %s: %v", key, err))
	}
	var found []any
	table, _ := r.query.source.data[to.Table].([]any)
	for _, row := range table {
		same := r.owned(row)
		for i, column := range to.Columns {
			have, _ := json.Marshal(row.(map[string]any)[column])
			same = same && bytes.Equal(have, bytes.TrimSpace(values[i]))
		}
		if same {
			found = append(found, row)
		}
	}
	return found
}

func (r jsonRun) owned(row any) bool {
	object, _ := row.(map[string]any)
	owner, set := object["owner"].(string)
	user, _ := r.params.Session.Variable("x-hasura-user-id")
	return (!set || owner == user) && (object == nil || r.allowed == nil || r.allowed(object))
}

// visible applies a field's arguments to a list.
func (r jsonRun) visible(f *jsonField, value any) any {
	list, ok := value.([]any)
	if !ok {
		return value
	}
	rows := []any{}
	for _, row := range list {
		keep := r.owned(row)
		for name, param := range f.args {
			if name != "limit" {
				have, _ := json.Marshal(row.(map[string]any)[name])
				keep = keep && bytes.Equal(have, r.params.Value(param).AppendJSON(nil))
			}
		}
		if keep {
			rows = append(rows, row)
		}
	}
	if limit, ok := f.args["limit"]; ok && r.params.Value(limit).Kind != planner.Null {
		var n int
		_ = json.Unmarshal([]byte(r.params.Value(limit).Text), &n)
		rows = rows[:min(n, len(rows))]
	}
	return rows
}

// write writes a value as the field selects from it.
func (r jsonRun) write(b *bytes.Buffer, f *jsonField, value any) {
	switch v := value.(type) {
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteString(", \n ") // as json_agg writes it
			}
			r.write(b, f, item)
		}
		b.WriteByte(']')
	case map[string]any:
		if f.object {
			r.writeObject(b, f, v)
			return
		}
		text, _ := json.Marshal(v)
		b.Write(text)
	default:
		text, _ := json.Marshal(v)
		b.Write(text)
	}
}

func (r jsonRun) writeObject(b *bytes.Buffer, f *jsonField, object map[string]any) {
	b.WriteByte('{')
	first := true
	for i := range f.fields {
		sub := &f.fields[i]
		typ, _ := object["__typename"].(string)
		if len(sub.on) > 0 && !slices.Contains(sub.on, typ) {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.Write(append(planner.AppendJSONString(nil, sub.key), ':'))
		switch {
		case sub.name == planner.Typename.Name && object[sub.name] == nil:
			r.write(b, sub, f.typ)
		case sub.keyOf == nil:
			r.write(b, sub, object[sub.name])
		case sub.inPlace:
			key := []any{}
			for _, name := range sub.keyOf {
				key = append(key, object[name])
			}
			text, _ := json.Marshal(key)
			b.Write(text)
		default:
			b.WriteString(`"placeholder"`)
		}
	}
	b.WriteByte('}')
}
