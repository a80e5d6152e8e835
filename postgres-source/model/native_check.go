package model

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
)

// NativeStatement is what the database is asked about a native query before it is exposed.
type NativeStatement struct {
	// Name is the root field's.
	Name string
	// SQL returns all rows of the query, with its arguments as typed parameters.
	SQL string
	// Columns are those that the query has to return.
	Columns []NativeColumn
}

// NativeColumn is one column that a native query has to return; Type is nil when it may be of
// any.
type NativeColumn struct {
	Name string
	Type *catalog.Type
}

// NativeStatements lists the statements of the native queries that make sense so far. What the
// database says of them goes into [Options.NativeFaults].
func NativeStatements(cat *catalog.Catalog, md *metadata.Source, o Options) []NativeStatement {
	if len(md.NativeQueries) == 0 {
		return nil
	}
	o.NativeFaults = nil
	b := newBuilder(cat, md, o)
	b.logicalModels()
	var list []NativeStatement
	for _, q := range md.NativeQueries {
		if query, err := b.nativeQuery(q); err == nil {
			list = append(list, query.statement())
		}
	}
	return list
}

func (q *NativeQuery) statement() NativeStatement {
	var code strings.Builder
	number := map[int]int{} // of a parameter, by argument: those that are not used have none
	for _, piece := range q.Code {
		if piece.Arg < 0 {
			code.WriteString(piece.Text)
			continue
		}
		if number[piece.Arg] == 0 {
			number[piece.Arg] = len(number) + 1
		}
		fmt.Fprintf(&code, "($%d::%s)", number[piece.Arg], q.Args[piece.Arg].Type.SQL)
	}
	s := NativeStatement{Name: q.Name, SQL: "select * from (" + code.String() + "\n) as q"}
	for _, f := range q.Returns.Fields {
		c := NativeColumn{Name: f.Name}
		if f.Column != nil {
			c.Type = f.Column.SQL.Type
		}
		s.Columns = append(s.Columns, c)
	}
	return s
}

// Fault tells what is wrong with the columns that the database says the statement returns, ""
// for nothing (contract/metadata-and-migrations.md 5.7). typeOf is the type of a column,
// found is false for one that is not returned.
func (s *NativeStatement) Fault(typeOf func(name string) (t *catalog.Type, oid uint32, found bool)) string {
	for _, c := range s.Columns {
		t, oid, found := typeOf(c.Name)
		switch {
		case !found:
			return fmt.Sprintf("Column named '%s' is not returned from the query.", c.Name)
		case c.Type == nil || c.Type.Plain().OID == oid || c.Type.OID == oid:
			continue
		}
		actual := "of oid " + strconv.FormatUint(uint64(oid), 10)
		if t != nil {
			actual = t.Word()
		}
		return fmt.Sprintf("Return column '%s' has a type mismatch. The expected type is '%s', but the actual type is '%s'.",
			c.Name, c.Type.Word(), actual)
	}
	return ""
}
