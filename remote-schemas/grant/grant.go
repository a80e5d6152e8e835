package grant

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/upstream"
)

// Grant is a role's part of a server's schema. It is immutable.
type Grant struct {
	// Schema is what the role sees: the SDL's definitions without what is preset, with the
	// server's descriptions where the SDL has none.
	Schema *upstream.Schema

	args   map[string][]Arg    // by "Type.field"
	inputs map[string][]member // preset fields of input objects, by the type's name
	within map[string]bool     // input types with a preset somewhere in their values
}

// Arg is an argument that is always sent.
type Arg struct {
	Name  string
	Type  *ast.Type
	Value *Preset
}

// maxTokens bounds the SDL of one role.
const maxTokens = 1 << 20

// Parse reads a role's SDL against the server's schema. The error is a fault: parse-failed
// when it is not SDL, validation-failed with all reasons when it is not a subset.
func Parse(sdl string, server *upstream.Schema) (*Grant, error) {
	doc, err := ParseSDL(sdl)
	if err != nil {
		return nil, planner.Faultf(planner.CodeParseFailed, nil, "%v", err)
	}
	v := &validation{server: server, grant: &Grant{
		args: map[string][]Arg{}, inputs: map[string][]member{}, within: map[string]bool{},
	}}
	v.document(doc)
	if len(v.reasons) == 0 {
		v.grant.Schema.Complete()
		v.hidePresets()
		if err := v.grant.Schema.Check(); err != nil {
			v.fail("%v", err)
		}
	}
	if len(v.reasons) > 0 {
		return nil, v.fault()
	}
	v.grant.findWithin()
	return v.grant, nil
}

// ParseSDL reads a role's SDL by itself.
func ParseSDL(sdl string) (*ast.SchemaDocument, error) {
	doc, err := parser.ParseSchemaWithLimit(&ast.Source{Input: sdl}, maxTokens)
	if err != nil {
		return nil, fmt.Errorf("not a valid GraphQL schema: %w", err)
	}
	return doc, nil
}

func (v *validation) fault() *planner.Fault {
	const failed = "validation for the given role-based schema failed "
	if len(v.reasons) == 1 {
		return planner.Faultf(planner.CodeValidationFailed, nil, failed+"because %s", v.reasons[0])
	}
	return planner.Faultf(planner.CodeValidationFailed, nil, failed+"for the following reasons:\n • %s", strings.Join(v.reasons, "\n • "))
}

// Args returns the arguments of a field that are always sent. A nil grant has none.
func (g *Grant) Args(typeName, field string) []Arg {
	if g == nil {
		return nil
	}
	return g.args[typeName+"."+field]
}

// Within tells whether values of the named input type hold presets. A nil grant has none.
func (g *Grant) Within(typeName string) bool { return g != nil && g.within[typeName] }

// findWithin marks the input types whose values hold presets at any depth.
func (g *Grant) findWithin() {
	for name := range g.inputs {
		g.within[name] = true
	}
	for changed := true; changed; {
		changed = false
		for name, def := range g.Schema.Types {
			if def.Kind == ast.InputObject && !g.within[name] && g.holds(def) {
				g.within[name], changed = true, true
			}
		}
	}
}

func (g *Grant) holds(def *ast.Definition) bool {
	for _, f := range def.Fields {
		if g.within[f.Type.Name()] {
			return true
		}
	}
	return false
}
