package actions

import (
	"crypto/sha256"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/planner"
)

// Compile prepares the answers of one call's root fields.
func (p *part) Compile(spec *planner.CallSpec) (*planner.Answer, error) {
	q := &query{source: p.source, op: spec.Op, reads: planner.Reads{AllSession: true}}
	answer := &planner.Answer{Query: q}
	for _, sel := range spec.Columns {
		c, shape := p.column(q, sel)
		q.columns = append(q.columns, c)
		answer.Shapes = append(answer.Shapes, shape)
	}
	q.fingerprint = fingerprintQuery(p, q)
	return answer, nil
}

// column compiles one root field and notes what it reads.
func (p *part) column(q *query, sel *planner.Selection) (column, *planner.Shape) {
	args := make([]argument, 0, len(sel.Args))
	for _, arg := range sel.Args {
		param := arg.Value.Param()
		args = append(args, argument{name: arg.Input.Name, param: param})
		q.reads.Params = append(q.reads.Params, param)
	}
	if run, ok := sel.Field.Meta.(*runField); ok {
		return p.lookup(run.action, args, sel)
	}
	a := sel.Field.Meta.(*action)
	q.reads.Headers = q.reads.Headers || a.hook.Forward
	if a.asynchronous() {
		return &started{source: p.source, action: a, args: args}, nil
	}
	c := &handled{source: p.source, action: a, args: args}
	var shape *planner.Shape
	c.output, shape = p.output(&a.Definition.OutputType.Type, sel.Fields)
	return c, shape
}

// output compiles what is selected of an action's output.
func (p *part) output(typ *ast.Type, fields []*planner.Selection) (output, *planner.Shape) {
	out := output{typ: typ, open: p.source.types.scalars[typ.Name()] != nil}
	var shape *planner.Shape
	if o := p.source.types.objects[typ.Name()]; o != nil {
		out.object, shape = p.project(o, fields)
	}
	return out, shape
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
