package compile

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/jsonpath"
	"github.com/weftql/weft/postgres-source/model"
)

// encoding tells how a value becomes the text of a parameter. What a type accepts was
// checked when the request was bound; here nothing is refused but a malformed JSON path.
type encoding struct {
	how how
	// elem is how the items of a list are written.
	elem *encoding
	// at is where in a cursor the value is, or the type and the member of representations;
	// index where in a Relay id.
	at    []string
	index int
	// enum maps the schema's spelling of an enum table's key to the stored one.
	enum *model.Enum
}

type how uint8

const (
	asText    how = iota
	asInteger     // digits only: 5.0 and 5e0 are 5
	asJSON
	asArray // PostgreSQL's array literal; a string is one already
	asItems // the list of an operator, as an array literal; one value is a list of one
	asPath  // a JSON select path, as text[]
	asEnum
	asCursor  // a value inside a Relay cursor
	asNodeKey // a value inside a Relay id
	// asEntityKey is one value of the key of a federation subgraph's entities: of the list of
	// representations an array of that member, NULL for other types'.
	asEntityKey
)

// String names the encoding for fingerprints.
func (e encoding) String() string {
	name := [...]string{"text", "integer", "json", "array", "items", "path", "enum", "cursor", "node", "entity"}[e.how]
	for _, step := range e.at {
		name += " " + strconv.Quote(step)
	}
	if e.how == asNodeKey {
		name += " " + strconv.Itoa(e.index)
	}
	if e.elem != nil {
		name += " of " + e.elem.String()
	}
	return name
}

// encodingOf returns how values of type t are written.
func encodingOf(t *catalog.Type) encoding {
	t = t.Plain()
	if t.Elem != nil {
		elem := encodingOf(t.Elem)
		return encoding{how: asArray, elem: &elem}
	}
	if t.Name.Schema == "pg_catalog" {
		switch t.Name.Name {
		case "json", "jsonb":
			return encoding{how: asJSON}
		case "int2", "int4", "int8":
			return encoding{how: asInteger}
		}
	}
	return encoding{}
}

// enumOf is encodingOf for a column that may refer to an enum table, or a list of such.
func enumOf(enum *model.Enum, t *catalog.Type) encoding {
	if enum == nil {
		return encodingOf(t)
	}
	one := encoding{how: asEnum, enum: enum}
	if t.Elem != nil {
		return encoding{how: asArray, elem: &one, enum: enum}
	}
	return one
}

// items is e for a list that an operator takes (contract/postgres-graphql.md 4.1).
func (e encoding) items() encoding {
	if e.how == asArray {
		e.how = asItems
	}
	return e
}

// text writes v. A nil value, which no bound request has, is NULL too.
func (e encoding) text(v *planner.Value, at *planner.Path) (text []byte, null bool, err error) {
	if v == nil || v.Kind == planner.Null {
		return nil, true, nil
	}
	switch {
	case e.how == asPath:
		steps, err := jsonpath.Parse(v.Text)
		if err != nil {
			return nil, false, planner.Invalid(at, "%s", err.Error())
		}
		return appendArray(nil, steps), false, nil
	case e.how == asItems && v.Kind != planner.List:
		return e.list(&planner.Value{Kind: planner.List, Items: []*planner.Value{v}}, at)
	case (e.how == asArray || e.how == asItems) && v.Kind == planner.List:
		return e.list(v, at)
	case e.how == asCursor:
		return e.cursor(v, at)
	case e.how == asNodeKey:
		return e.nodeKey(v, at)
	case e.how == asEntityKey:
		return e.entityKeys(v), false, nil
	}
	return e.appendScalar(nil, v), false, nil
}

// append appends the text of v; see text.
func (e encoding) append(dst []byte, v *planner.Value) (text []byte, null bool, err error) {
	switch {
	case v == nil, v.Kind == planner.Null:
		return dst, true, nil
	case e.how == asArray && v.Kind == planner.List:
		text, null, err = e.list(v, nil)
		return append(dst, text...), null, err
	}
	return e.appendScalar(dst, v), false, nil
}

func (e encoding) appendScalar(dst []byte, v *planner.Value) []byte {
	switch {
	case e.how == asJSON, v.Kind == planner.Object, v.Kind == planner.List:
		return v.AppendJSON(dst)
	case e.how == asInteger && v.Kind != planner.String:
		return append(dst, integer(v.Text)...)
	case e.how == asEnum:
		return append(dst, stored(e.enum, v.Text)...)
	}
	return append(dst, v.Text...)
}

// list writes PostgreSQL's array literal, nested for nested lists.
func (e encoding) list(v *planner.Value, at *planner.Path) ([]byte, bool, error) {
	dst := []byte{'{'}
	for i, item := range v.Items {
		if i > 0 {
			dst = append(dst, ',')
		}
		switch {
		case item.Kind == planner.Null:
			dst = append(dst, "NULL"...)
		case item.Kind == planner.List && e.elem.how != asJSON:
			nested, _, err := e.list(item, at.Index(i))
			if err != nil {
				return nil, false, err
			}
			dst = append(dst, nested...)
		default:
			dst = appendElement(dst, string(e.elem.appendScalar(nil, item)))
		}
	}
	return append(dst, '}'), false, nil
}

func appendArray(dst []byte, items []string) []byte {
	dst = append(dst, '{')
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendElement(dst, item)
	}
	return append(dst, '}')
}

// appendElement writes one element, always quoted.
func appendElement(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			dst = append(append(dst, s[start:i]...), '\\')
			start = i
		}
	}
	return append(append(dst, s[start:]...), '"')
}

// integer writes a whole number as digits: JSON allows 5.0 and 5e2 where PostgreSQL's
// integer types do not. What is no whole number of at most 64 bits stays as it is, for the
// database to refuse.
func integer(text string) string {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	if len(mantissa) == len(text) && !strings.Contains(text, ".") {
		return text
	}
	if len(mantissa) > 40 || len(strings.TrimLeft(exponent, "+-0")) > 2 {
		return text // 1e999999999 must not become a number of that size
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok || !r.IsInt() {
		return text
	}
	return r.Num().String()
}

// stored returns the key as it is in the enum table: the schema may show it in upper case
// (contract/postgres-graphql.md 1.6).
func stored(enum *model.Enum, name string) string {
	for i := range enum.Values {
		if enum.Values[i].Name == name {
			return name
		}
	}
	for i := range enum.Values {
		if strings.ToUpper(enum.Values[i].Name) == name {
			return enum.Values[i].Name
		}
	}
	return name
}

// TextOf returns v, which is not null, as PostgreSQL reads a value of type t.
func TextOf(v *planner.Value, t *catalog.Type) string {
	text, _, _ := encodingOf(t).text(v, nil) // only a path can be malformed
	return string(text)
}
