package remote

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/grant"
)

// landing is the Meta of a field that a link landed: the way from a root field to the
// leaf.
type landing struct {
	steps []landingStep
}

// landingStep is one field on the way with what it always sends.
type landingStep struct {
	def     *ast.FieldDefinition
	args    []fixedArg
	presets []grant.Arg
}

// fixedArg is an argument that the link's template gives wholly or in part.
type fixedArg struct {
	name  string
	typ   *ast.Type // in the server's names
	value *fixture
}

// Land returns the field that a link to a root field adds to the type it leaves: typed as
// the last step, with the arguments the template leaves open (section 6.3). A role whose
// schema the template does not fit sees nothing; for the whole schema that is an error.
func (p *part) Land(link *planner.Link) ([]*planner.Field, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if fields, done := p.landed[link]; done {
		return fields, nil
	}
	to, ok := link.Target.(planner.ToField)
	if !ok {
		return nil, planner.Faultf(planner.CodeRemoteSchemaError, nil, "remote schema %q has no tables", p.source.opts.Name)
	}
	if p.schema.Query == "" {
		return nil, nil
	}
	field, fault := p.land(link, to.Steps)
	if fault != nil {
		if p.schema != p.source.schema {
			return nil, nil
		}
		return nil, fault
	}
	p.landed[link] = []*planner.Field{field}
	return p.landed[link], nil
}

// land walks the steps from the query root.
func (p *part) land(link *planner.Link, steps []planner.FieldStep) (*planner.Field, *planner.Fault) {
	l := &lander{part: p, link: link}
	meta := &landing{}
	parent := p.schema.Query
	for i := range steps {
		step, fault := l.step(parent, &steps[i])
		if fault != nil {
			return nil, fault
		}
		meta.steps = append(meta.steps, step)
		parent = step.def.Type.Name()
	}
	leaf := meta.steps[len(meta.steps)-1]
	args := l.openArgs(leaf.def, steps[len(steps)-1].Args)
	for _, t := range l.types {
		p.addType(t)
	}
	return &planner.Field{
		Name: link.Name, Description: leaf.def.Description, Type: p.source.names.Ref(leaf.def.Type),
		Args: args, Link: link, Meta: meta,
	}, nil
}

// step checks one field and its template.
func (l *lander) step(parent string, s *planner.FieldStep) (landingStep, *planner.Fault) {
	def := l.part.schema.Field(parent, s.Name)
	if def == nil {
		return landingStep{}, invalidLink("remote field with name %q and type %q not found", s.Name, parent)
	}
	step := landingStep{def: def, presets: l.part.grant.Args(parent, def.Name)}
	for i := range s.Args {
		arg := def.Arguments.ForName(s.Args[i].Name)
		if arg == nil {
			return landingStep{}, invalidLink("argument with name %q not found in remote schema", s.Args[i].Name)
		}
		value, fault := l.fixture(&s.Args[i].Value, arg.Type)
		if fault != nil {
			return landingStep{}, fault
		}
		step.args = append(step.args, fixedArg{name: arg.Name, typ: arg.Type, value: value})
	}
	return step, nil
}

func invalidLink(format string, args ...any) *planner.Fault {
	return planner.Faultf(planner.CodeRemoteSchemaError, nil, format, args...)
}
