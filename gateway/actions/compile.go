package actions

import (
	"crypto/sha256"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/planner"
)

// Compile prepares the handlers' calls of one call: one per column.
func (p *part) Compile(spec *planner.CallSpec) (*planner.Answer, error) {
	q := &query{source: p.source, op: spec.Op, reads: planner.Reads{AllSession: true}}
	answer := &planner.Answer{Query: q}
	for _, sel := range spec.Columns {
		a := sel.Field.Meta.(*action)
		c := column{action: a, typ: &a.Definition.OutputType.Type}
		for _, arg := range sel.Args {
			param := arg.Value.Param()
			c.args = append(c.args, argument{name: arg.Input.Name, param: param})
			q.reads.Params = append(q.reads.Params, param)
		}
		var shape *planner.Shape
		if o := p.source.types.objects[c.typ.Name()]; o != nil {
			c.object, shape = p.project(o, sel.Fields)
		}
		c.open = p.source.types.scalars[c.typ.Name()] != nil
		q.reads.Headers = q.reads.Headers || a.hook.Forward
		q.columns = append(q.columns, c)
		answer.Shapes = append(answer.Shapes, shape)
	}
	q.fingerprint = fingerprintQuery(p, q)
	return answer, nil
}

func fingerprintQuery(p *part, q *query) planner.Fingerprint {
	h := sha256.New()
	h.Write(p.fingerprint[:])
	h.Write([]byte(string(q.op) + q.String()))
	return planner.Fingerprint(h.Sum(nil))
}

// project makes the projection of an object type through a selection set, and the shape of
// what it leaves for joins.
func (p *part) project(o *metadata.Object, fields []*planner.Selection) (*projection, *planner.Shape) {
	projected := &projection{object: o}
	shape := &planner.Shape{}
	for _, sel := range fields {
		f := member{key: sel.Key, name: sel.Field.Name}
		switch own := sel.Field.Meta.(type) {
		case *metadata.Field:
			f.typ = &own.Type.Type
			if nested := p.source.types.objects[own.Type.Name()]; nested != nil {
				var below *planner.Shape
				f.object, below = p.project(nested, sel.Fields)
				f.object.nested = true
				if below != nil {
					shape.Entries = append(shape.Entries, planner.Entry{Key: sel.Key, Kind: planner.Nested, Shape: below})
				}
			}
		default:
			if sel.Field.Link == nil { // __typename
				f.constant = planner.AppendJSONString(nil, o.Name)
				break
			}
			f.slot = sel.Field.Link.Key
			shape.Entries = append(shape.Entries, planner.Entry{Key: sel.Key, Kind: planner.Slot, Join: sel})
		}
		projected.members = append(projected.members, f)
	}
	if len(shape.Entries) == 0 {
		shape = nil
	}
	return projected, shape
}

// String prints the calls as golden files show them.
func (q *query) String() string {
	var lines []string
	for i := range q.columns {
		c := &q.columns[i]
		text := "action " + c.action.Name + " POST " + string(c.action.Definition.Handler)
		var args []string
		for _, a := range c.args {
			args = append(args, a.name)
		}
		if args != nil {
			text += " (" + strings.Join(args, ", ") + ")"
		}
		if c.object != nil {
			text += " " + c.object.String()
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

// mutation tells whether the calls change something: they then run in order, and their
// cookies reach the client.
func (q *query) mutation() bool { return q.op == ast.Mutation }
