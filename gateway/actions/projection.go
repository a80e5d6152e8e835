package actions

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonspan"
)

// projection is an object type as a client selected from it. It is immutable.
type projection struct {
	object  *metadata.Object
	members []member
	nested  bool // below another object
}

// member is one member of the projected object.
type member struct {
	key      string // response key
	name     string // in the handler's answer
	typ      *ast.Type
	object   *projection
	constant []byte   // __typename
	slot     []string // fields that form a join's key
}

// append appends the projection of a value of type typ: an object, or lists of objects.
func (p *projection) append(dst []byte, typ *ast.Type, value []byte) ([]byte, *planner.Fault) {
	switch got := kindOf(value); {
	case got == "null" && typ.NonNull:
		return nil, mismatch("got null for the action webhook response")
	case got == "null":
		return append(dst, value...), nil
	case typ.Elem != nil && got == "array":
		return p.appendList(dst, typ.Elem, value)
	case typ.Elem == nil && got == "object":
		return p.appendObject(dst, value)
	case got == "array" || got == "object":
		return nil, mismatch("got %s for the action webhook response, expecting %s", got, typ)
	case typ.Elem != nil:
		return nil, mismatch("expecting array for the action webhook response")
	default:
		return nil, mismatch("got scalar %s for the action webhook response, expecting %s", got, typ)
	}
}

func (p *projection) appendList(dst []byte, typ *ast.Type, value []byte) ([]byte, *planner.Fault) {
	items, err := jsonspan.Array(value, nil)
	if err != nil {
		return nil, mismatch("%v", err)
	}
	dst = append(dst, '[')
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		var fault *planner.Fault
		if dst, fault = p.append(dst, typ, item); fault != nil {
			return nil, fault
		}
	}
	return append(dst, ']'), nil
}

func (p *projection) appendObject(dst, value []byte) ([]byte, *planner.Fault) {
	given, err := jsonspan.Object(value, nil)
	if err != nil {
		return nil, mismatch("%v", err)
	}
	if fault := p.check(given); fault != nil {
		return nil, fault
	}
	dst = append(dst, '{')
	for i := range p.members {
		if i > 0 {
			dst = append(dst, ',')
		}
		m := &p.members[i]
		dst = append(planner.AppendJSONString(dst, m.key), ':')
		var fault *planner.Fault
		if dst, fault = p.appendMember(dst, m, given); fault != nil {
			return nil, fault
		}
	}
	return append(dst, '}'), nil
}

func (p *projection) appendMember(dst []byte, m *member, given []jsonspan.Member) ([]byte, *planner.Fault) {
	switch {
	case m.constant != nil:
		return append(dst, m.constant...), nil
	case m.slot != nil:
		return appendKey(dst, m.slot, given), nil
	}
	value := jsonspan.Find(given, m.name)
	if value == nil && p.nested {
		value = jsonspan.Find(given, m.key) // the original looks nested fields up by alias
	}
	switch {
	case value == nil:
		return append(dst, "null"...), nil
	case m.object != nil:
		return m.object.append(dst, m.typ, value)
	}
	return append(dst, value...), nil
}

// appendKey appends the key of a join as a JSON array; a part that is null or missing
// makes it null. The values are the handler's, selected or not.
func appendKey(dst []byte, fields []string, given []jsonspan.Member) []byte {
	start := len(dst)
	dst = append(dst, '[')
	for i, field := range fields {
		value := jsonspan.Find(given, field)
		if value == nil || jsonspan.Null(value) {
			return append(dst[:start], "null"...)
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, value...)
	}
	return append(dst, ']')
}

// check checks that the fields which cannot be null are there, selected or not.
func (p *projection) check(given []jsonspan.Member) *planner.Fault {
	for i := range p.object.Fields {
		f := &p.object.Fields[i]
		if !f.Type.NonNull {
			continue
		}
		value := jsonspan.Find(given, f.Name)
		switch {
		case value == nil && !p.aliased(f.Name, given):
			return mismatch("field %q expected in webhook response, but not found", f.Name)
		case value != nil && jsonspan.Null(value):
			return mismatch("expecting not null value for field %q", f.Name)
		}
	}
	return nil
}

// aliased tells whether a nested field is there under the client's alias for it.
func (p *projection) aliased(name string, given []jsonspan.Member) bool {
	for i := range p.members {
		if m := &p.members[i]; p.nested && m.name == name && jsonspan.Find(given, m.key) != nil {
			return true
		}
	}
	return false
}

// String prints what is selected.
func (p *projection) String() string {
	var parts []string
	for i := range p.members {
		m := &p.members[i]
		text := m.key
		if m.key != m.name {
			text += ":" + m.name
		}
		switch {
		case m.slot != nil:
			text += "[" + strings.Join(m.slot, ",") + "]"
		case m.object != nil:
			text += " " + m.object.String()
		}
		parts = append(parts, text)
	}
	return "{" + strings.Join(parts, " ") + "}"
}
