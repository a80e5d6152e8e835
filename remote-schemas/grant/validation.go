package grant

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/remote-schemas/upstream"
)

// validation compares a role's SDL with the server's schema and collects what is wrong
// (section 5.1).
type validation struct {
	server  *upstream.Schema
	grant   *Grant
	reasons []string
}

func (v *validation) fail(format string, args ...any) {
	v.reasons = append(v.reasons, fmt.Sprintf(format, args...))
}

func (v *validation) document(doc *ast.SchemaDocument) {
	schema := &upstream.Schema{Types: map[string]*ast.Definition{}, Query: "Query"}
	v.grant.Schema = schema
	var names []string
	for _, def := range doc.Definitions {
		names = append(names, def.Name)
		if granted := v.definition(def); granted != nil {
			schema.Types[def.Name] = granted
		}
	}
	v.repeated("duplicate type names found: %s", names)
	for _, d := range doc.Directives {
		if d.Name != presetDirective {
			v.fail("%q: %q does not exist in the upstream remote schema", "Directive", d.Name)
		}
	}
	if len(doc.Extensions) > 0 || len(doc.SchemaExtension) > 0 {
		v.fail("extensions are not supported in a role-based schema")
	}
	v.roots(doc.Schema, schema)
}

// roots reads the schema block. The root types are the server's: another object cannot
// take their place.
func (v *validation) roots(blocks ast.SchemaDefinitionList, schema *upstream.Schema) {
	if len(blocks) > 1 {
		v.fail("multiple schema definitions found")
		return
	}
	for _, block := range blocks {
		schema.Query = ""
		for _, op := range block.OperationTypes {
			switch op.Operation {
			case ast.Mutation:
				schema.Mutation = op.Type
			case ast.Subscription:
				schema.Subscription = op.Type
			default:
				schema.Query = op.Type
			}
		}
	}
	if schema.Types[schema.Query] == nil || schema.Query != v.server.Query {
		v.fail("query root does not exist in the schema definition")
	}
	for _, root := range [][2]string{{schema.Mutation, v.server.Mutation}, {schema.Subscription, v.server.Subscription}} {
		if root[0] != "" && (root[0] != root[1] || schema.Types[root[0]] == nil) {
			v.fail("%q: %q does not exist in the upstream remote schema", "Object", root[0])
		}
	}
}

// kindNames are the kinds as messages call them.
var kindNames = map[ast.DefinitionKind]string{
	ast.Enum: "Enum", ast.InputObject: "InputObject", ast.Object: "Object",
	ast.Scalar: "Scalar", ast.Union: "Union", ast.Interface: "Interface",
}

// definition compares one type and returns it as the role sees it, presets included, or
// nil.
func (v *validation) definition(def *ast.Definition) *ast.Definition {
	own := v.server.Types[def.Name]
	if def.Kind == ast.Scalar && upstream.BuiltIn(def.Name) {
		return nil
	}
	if own == nil || own.Kind != def.Kind {
		v.fail("%q: %q does not exist in the upstream remote schema", kindNames[def.Kind], def.Name)
		return nil
	}
	v.misplaced(def.Directives)
	granted := &ast.Definition{Kind: def.Kind, Name: def.Name, Description: described(def.Description, own.Description)}
	switch def.Kind {
	case ast.Enum:
		granted.EnumValues = v.enum(def, own)
	case ast.Union:
		granted.Types = v.union(def, own)
	case ast.InputObject:
		granted.Fields = v.inputFields(def, own)
	case ast.Object, ast.Interface:
		granted.Interfaces = v.interfaces(def, own)
		granted.Fields = v.fields(def, own)
	}
	return granted
}

func described(granted, own string) string {
	if granted != "" {
		return granted
	}
	return own
}

func (v *validation) enum(def, own *ast.Definition) ast.EnumValueList {
	var values ast.EnumValueList
	var names, unknown []string
	for _, value := range def.EnumValues {
		v.misplaced(value.Directives)
		names = append(names, value.Name)
		has := own.EnumValues.ForName(value.Name)
		if has == nil {
			unknown = append(unknown, value.Name)
			continue
		}
		values = append(values, &ast.EnumValueDefinition{Name: value.Name, Description: described(value.Description, has.Description)})
	}
	v.repeated("duplicate enum values: %s", names)
	if unknown != nil {
		v.fail("enum %q contains the following enum values that do not exist in the corresponding upstream remote enum: %s", def.Name, listed(unknown))
	}
	return values
}

func (v *validation) union(def, own *ast.Definition) []string {
	if unknown := missing(def.Types, own.Types); unknown != nil {
		v.fail("union %q contains members which do not exist in the members of the remote schema union :%s", def.Name, listed(unknown))
	}
	return def.Types
}

func (v *validation) interfaces(def, own *ast.Definition) []string {
	var custom, foreign []string
	for _, name := range missing(def.Interfaces, own.Interfaces) {
		if i := v.server.Types[name]; i == nil || i.Kind != ast.Interface {
			custom = append(custom, name)
		} else {
			foreign = append(foreign, name)
		}
	}
	if custom != nil {
		v.fail("custom interfaces are not supported. Object%q implements the following custom interfaces: %s", def.Name, listed(custom))
	}
	if foreign != nil {
		v.fail("object %q is trying to implement the following interfaces that do not exist in the corresponding upstream remote object: %s", def.Name, listed(foreign))
	}
	return def.Interfaces
}

// missing returns the names that are not among the others.
func missing(names, among []string) []string {
	var gone []string
	for _, name := range names {
		if !slices.Contains(among, name) {
			gone = append(gone, name)
		}
	}
	return gone
}

// repeated fails when a name occurs more than once.
func (v *validation) repeated(format string, names []string) {
	sorted := slices.Sorted(slices.Values(names))
	var twice []string
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			twice = append(twice, sorted[i])
		}
	}
	if twice != nil {
		v.fail(format, listed(slices.Compact(twice)))
	}
}

// listed prints quoted names as `"a", "b" and "c"`.
func listed(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = strconv.Quote(name)
	}
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
