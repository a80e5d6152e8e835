package model

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/weftql/weft/postgres-source/metadata"
)

var placeholder = regexp.MustCompile(`\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)

// nativeQueries resolves the native queries, then their relationships, which may lead to
// each other.
func (b *builder) nativeQueries() {
	type both struct {
		query *NativeQuery
		md    *metadata.NativeQuery
	}
	var queries []both
	for _, md := range b.md.NativeQueries {
		q, err := b.nativeQuery(md)
		if err != nil {
			b.broken(b.sourceObject("native_query", md.RootFieldName, md), "%s", err.Error())
			continue
		}
		if fault := b.options.NativeFaults[q.Name]; fault != nil {
			i := broken(b.sourceObject("native_query", md.RootFieldName, md), "Failed to validate query")
			i.Message = fault
			b.report(i)
			continue
		}
		queries = append(queries, both{q, md})
		b.natives[q.Name] = q
		b.model.NativeQueries = append(b.model.NativeQueries, q)
	}
	for _, q := range queries {
		b.nativeRelationships(q.query, q.md)
	}
}

func (b *builder) nativeQuery(md *metadata.NativeQuery) (*NativeQuery, error) {
	q := &NativeQuery{Name: md.RootFieldName, Description: md.Description}
	if !isGraphQLName(q.Name) {
		return nil, fmt.Errorf("%q is not valid GraphQL name", q.Name)
	}
	if md.Inline != nil {
		q.Returns = &LogicalModel{Description: md.Inline.Description}
		if err := b.logicalFields(q.Returns, md.Inline); err != nil {
			return nil, err
		}
		b.logicalPermissions(q.Returns, md.Inline)
	} else if q.Returns = b.models[md.Returns]; q.Returns == nil {
		return nil, fmt.Errorf("the logical model %q is not tracked", md.Returns)
	}
	for _, a := range md.Arguments {
		t := b.cat.TypeNamed(a.Type)
		if t == nil {
			return nil, fmt.Errorf("in argument %q: there is no type %q", a.Name, a.Type)
		}
		if !isGraphQLName(a.Name) {
			return nil, fmt.Errorf("%q is not valid GraphQL name", a.Name)
		}
		if err := checkScalar(t); err != nil {
			return nil, fmt.Errorf("in argument %q: %w", a.Name, err)
		}
		q.Args = append(q.Args, NativeArgument{Name: a.Name, Type: t, Nullable: a.Nullable, Description: a.Description})
	}
	slices.SortFunc(q.Args, func(x, y NativeArgument) int { return strings.Compare(x.Name, y.Name) })
	return q, cutCode(q, md.Code)
}

// cutCode cuts the statement at its placeholders.
func cutCode(q *NativeQuery, code string) error {
	var undeclared []string
	at := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(code, -1) {
		name := code[m[2]:m[3]]
		arg := slices.IndexFunc(q.Args, func(a NativeArgument) bool { return a.Name == name })
		if arg < 0 {
			if !slices.Contains(undeclared, name) {
				undeclared = append(undeclared, name)
			}
			continue
		}
		q.Code = append(q.Code, CodePiece{Text: code[at:m[0]], Arg: -1}, CodePiece{Arg: arg})
		at = m[1]
	}
	q.Code = append(q.Code, CodePiece{Text: code[at:], Arg: -1})
	if len(undeclared) > 0 {
		return fmt.Errorf("Undeclared arguments: %s", quoted(undeclared))
	}
	return nil
}

func (b *builder) nativeRelationships(q *NativeQuery, md *metadata.NativeQuery) {
	for _, list := range []struct {
		array bool
		of    []*metadata.Relationship
	}{{false, md.ObjectRelationships}, {true, md.ArrayRelationships}} {
		for _, rel := range list.of {
			r, err := b.nativeRelationship(q, rel, list.array)
			if err != nil {
				b.broken(b.sourceObject("native_query", md.RootFieldName, md), "in relationship %q: %s", rel.Name, err.Error())
				continue
			}
			q.Relationships = append(q.Relationships, r)
		}
	}
	slices.SortFunc(q.Relationships, func(x, y *Relationship) int { return strings.Compare(x.Name, y.Name) })
}

func (b *builder) nativeRelationship(q *NativeQuery, md *metadata.Relationship, array bool) (*Relationship, error) {
	r := &Relationship{Name: md.Name, Array: array, Comment: md.Comment}
	m := md.Manual
	switch {
	case m == nil:
		return nil, errors.New("a native query has no foreign keys: use manual_configuration")
	case !isGraphQLName(r.Name):
		return nil, fmt.Errorf("%q is not valid GraphQL name", r.Name)
	case slices.ContainsFunc(q.Returns.Fields, func(f *LogicalField) bool { return f.Name == r.Name }),
		slices.ContainsFunc(q.Relationships, func(o *Relationship) bool { return o.Name == r.Name }):
		return nil, fmt.Errorf("conflicting definitions for field %q", r.Name)
	}
	var remote func(string) *Column
	if m.RemoteNativeQuery != "" {
		if r.Native = b.natives[m.RemoteNativeQuery]; r.Native == nil {
			return nil, fmt.Errorf("the native query %q is not tracked", m.RemoteNativeQuery)
		}
		remote = r.Native.Returns.column
	} else {
		var err error
		if r.Target, err = b.trackedAs(m.RemoteTable); err != nil {
			return nil, err
		}
		remote = r.Target.Column
	}
	for _, pair := range m.ColumnMapping {
		p := Pair{Local: q.Returns.column(pair.Local), Remote: remote(pair.Remote)}
		if p.Local == nil || p.Remote == nil {
			return nil, fmt.Errorf("no such columns to join on: %q and %q", pair.Local, pair.Remote)
		}
		r.Pairs = append(r.Pairs, p)
	}
	if len(r.Pairs) == 0 {
		return nil, errors.New("the column mapping is empty")
	}
	return r, nil
}
