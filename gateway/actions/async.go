package actions

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/planner"
)

// runField is the Meta of the root field that looks up runs of an asynchronous action.
type runField struct{ action *action }

// The fields of a run, by which its type's fields are told apart.
type runMember uint8

const (
	runID runMember = iota
	runCreatedAt
	runErrors
	runOutput
)

// runScalars are the scalars that runs of asynchronous actions show.
var runScalars = []string{"uuid", "timestamptz", "json"}

func (a *action) asynchronous() bool { return a.Definition.Kind == metadata.Asynchronous }

// addAsynchronous adds the root field that starts an action and those that look up its
// runs (section 4.4).
func (p *part) addAsynchronous(a *action) {
	uuid := planner.NonNull(planner.Named("uuid"))
	p.roots[ast.Mutation] = append(p.roots[ast.Mutation], &planner.Field{
		Name: a.Name, Description: text(a.Comment), Type: uuid, Args: inputValues(a.Definition.Arguments), Meta: a,
	})
	look := &planner.Field{
		Name: a.Name, Description: text(a.Comment), Type: planner.Named(a.Name), Meta: &runField{action: a},
		Args: []*planner.InputValue{{Name: "id", Description: "the unique id of an action", Type: uuid}},
	}
	p.roots[ast.Query] = append(p.roots[ast.Query], look)
	p.roots[ast.Subscription] = append(p.roots[ast.Subscription], look)
	p.runs[a.Name] = a
}

// runType is the type of an action's runs. It is named like the action.
func runType(a *action) *planner.Type {
	nullable := a.Definition.OutputType.Type
	nullable.NonNull = false
	return &planner.Type{
		Kind: ast.Object, Name: a.Name, Description: "fields of action: " + a.Name,
		Fields: planner.SortFields([]*planner.Field{
			{Name: "id", Description: "the unique id of an action", Type: planner.NonNull(planner.Named("uuid")), Meta: runID},
			{Name: "created_at", Description: "the time at which this action was created", Type: planner.NonNull(planner.Named("timestamptz")), Meta: runCreatedAt},
			{Name: "errors", Description: "errors related to the invocation", Type: planner.Named("json"), Meta: runErrors},
			{Name: "output", Description: "the output fields of this action", Type: &nullable, Meta: runOutput},
		}),
	}
}
