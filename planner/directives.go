package planner

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// directive is the definition of a directive (contract/postgres-graphql.md 9.3).
type directive struct {
	name        string
	description string
	locations   []ast.DirectiveLocation
	args        []*InputValue // sorted by name
	hidden      bool          // from introspection
}

var (
	includeDirective = &directive{
		name: "include", description: "whether this query should be included", locations: inclusionLocations, args: ifArgument,
	}
	skipDirective = &directive{
		name: "skip", description: "whether this query should be skipped", locations: inclusionLocations, args: ifArgument,
	}
	cachedDirective = &directive{
		name: "cached", description: "whether this query should be cached (Hasura Cloud only)",
		locations: []ast.DirectiveLocation{ast.LocationQuery},
		args: []*InputValue{
			{Name: "refresh", Description: "refresh the cache entry", Type: NonNull(Named("Boolean")), Default: FalseValue},
			{Name: "ttl", Description: "measured in seconds", Type: NonNull(Named("Int")), Default: IntValue(60)},
		},
	}
	multipleFieldsDirective = &directive{
		name: "_multiple_top_level_fields", locations: []ast.DirectiveLocation{ast.LocationSubscription}, hidden: true,
	}

	inclusionLocations = []ast.DirectiveLocation{ast.LocationField, ast.LocationFragmentSpread, ast.LocationInlineFragment}
	ifArgument         = []*InputValue{{Name: "if", Type: NonNull(Named("Boolean"))}}
)

// allDirectives lists the directives in the order introspection shows them.
var allDirectives = [...]*directive{includeDirective, skipDirective, cachedDirective, multipleFieldsDirective}

// applied is a directive as used at one place, with its arguments.
type applied struct {
	def  *directive
	args []Arg
}

// flag tells whether the directive's first argument is true, and records that.
func (a *applied) flag() bool { return a.args[0].Value.Fixed().Text == "true" }

// directives checks the directives at one place, and returns those that are wanted there.
// at is the path of the selection set or operation they stand in.
func (s *scope) directives(list ast.DirectiveList, location ast.DirectiveLocation, at *Path, wanted ...*directive) ([]applied, *Fault) {
	var found []applied
	for _, d := range list {
		def, fault := findDirective(d.Name, location, at)
		if fault != nil {
			return nil, fault
		}
		if !slices.Contains(wanted, def) {
			continue
		}
		below := at.Key(d.Name)
		if a := unknownArgument(d.Arguments, def.args); a != nil {
			return nil, noSuchArgument(d.Name, a.Name, below)
		}
		args, fault := s.arguments(d.Arguments, def.args, below)
		if fault != nil {
			return nil, fault
		}
		found = append(found, applied{def: def, args: args})
	}
	return found, repeatedDirective(found, at)
}

func findDirective(name string, location ast.DirectiveLocation, at *Path) (*directive, *Fault) {
	for _, def := range allDirectives {
		if def.name != name {
			continue
		}
		if !slices.Contains(def.locations, location) {
			return nil, Invalid(at, "directive '%s' is not allowed on %s", name, locationWords(location))
		}
		return def, nil
	}
	return nil, Invalid(at, "directive '%s' is not defined in the schema", name)
}

func locationWords(location ast.DirectiveLocation) string {
	switch location {
	case ast.LocationQuery:
		return "a query"
	case ast.LocationMutation:
		return "a mutation"
	case ast.LocationSubscription:
		return "a subscription"
	case ast.LocationField:
		return "a field"
	case ast.LocationFragmentSpread:
		return "a fragment spread"
	default:
		return "an inline fragment"
	}
}

func repeatedDirective(found []applied, at *Path) *Fault {
	var repeated []string
	for _, def := range allDirectives {
		uses := 0
		for i := range found {
			if found[i].def == def {
				uses++
			}
		}
		if uses > 1 {
			repeated = append(repeated, "'"+def.name+"'")
		}
	}
	if repeated == nil {
		return nil
	}
	return Invalid(at, "the following directives are used more than once: [%s]", strings.Join(repeated, ", "))
}

// included tells whether `@skip` and `@include` leave a selection in. What is left out is
// not validated any further.
func (s *scope) included(list ast.DirectiveList, location ast.DirectiveLocation, at *Path) (bool, *Fault) {
	if len(list) == 0 {
		return true, nil
	}
	found, fault := s.directives(list, location, at, includeDirective, skipDirective)
	if fault != nil {
		return false, fault
	}
	in := true
	for i := range found {
		if found[i].flag() != (found[i].def == includeDirective) {
			in = false
		}
	}
	return in, nil
}

func noSuchArgument(owner, name string, at *Path) *Fault {
	return Invalid(at, "'%s' has no argument named '%s'", owner, name)
}

// cachedHint reads `@cached` among the directives of an operation.
func cachedHint(found []applied) *Cached {
	for i := range found {
		if found[i].def == cachedDirective {
			refresh, ttl := &found[i].args[0], &found[i].args[1]
			seconds, _ := ttl.Value.Fixed().Int64()
			return &Cached{TTL: seconds, Refresh: refresh.Value.Fixed().Text == "true"}
		}
	}
	return nil
}
