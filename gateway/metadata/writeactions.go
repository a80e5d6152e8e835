package metadata

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// addActions adds actions.yaml and actions.graphql: what SDL can say is said there
// (contract/metadata-and-migrations.md 10.2).
func (w *directoryWriter) addActions(actions, types *planner.Value) {
	s := &sdlWriter{}
	list := &planner.Value{Kind: planner.List}
	for _, root := range []string{"Query", "Mutation"} {
		s.root(root, actionsOf(actions, root))
	}
	if actions != nil {
		for _, a := range actions.Items {
			list.Items = append(list.Items, actionEntry(a))
		}
	}
	rest := &planner.Value{Kind: planner.Object}
	for _, section := range []string{"enums", "input_objects", "objects", "scalars"} {
		rest.Members = append(rest.Members, planner.Member{Name: section, Value: typeEntries(items(types, section))})
	}
	for _, section := range []string{"input_objects", "objects", "scalars", "enums"} {
		for _, t := range items(types, section) {
			s.definition(section, t)
		}
	}
	w.add(actionsFile, &planner.Value{Kind: planner.Object, Members: []planner.Member{
		{Name: "actions", Value: list}, {Name: "custom_types", Value: rest},
	}})
	w.files[actionsSDL] = []byte(s.out.String())
}

// actionsOf returns the actions below a root type. An action without a type is a mutation.
func actionsOf(actions *planner.Value, root string) []*planner.Value {
	if actions == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(actions.Items), func(a *planner.Value) bool {
		query := memberText(memberOf(a, "definition"), "type") == "query"
		return query != (root == "Query")
	})
}

// definitionOrder is the order of a definition's keys in actions.yaml, as the original's
// command line writes them.
var definitionOrder = []string{"kind", "handler", "forward_client_headers", "headers", "timeout", "request_transform", "response_transform"}

// actionEntry is an action without what its SDL says.
func actionEntry(a *planner.Value) *planner.Value {
	entry := without(a)
	for i, m := range entry.Members {
		if m.Name == "definition" {
			def := without(m.Value, "type", "arguments", "output_type")
			def.Members = inOrder(slices.DeleteFunc(def.Members, isDefaultIgnore), definitionOrder)
			entry.Members[i].Value = def
		}
	}
	entry.Members = inOrder(entry.Members, []string{"name", "definition", "permissions", "comment"})
	return entry
}

// isDefaultIgnore finds the list of ignored headers that servers always export, unless
// somebody has changed it.
func isDefaultIgnore(m planner.Member) bool {
	if m.Name != "ignored_client_headers" {
		return false
	}
	var names []string
	for _, item := range m.Value.Items {
		names = append(names, item.Text)
	}
	return slices.Equal(names, outgoing.UnforwardedHeaders)
}

// typeEntries are types without what their SDL says: the name and what is left. The
// description stays: the original's command line takes that of a type from here.
func typeEntries(types []*planner.Value) *planner.Value {
	list := &planner.Value{Kind: planner.List}
	for _, t := range types {
		list.Items = append(list.Items, without(t, "fields", "values"))
	}
	return list
}

// without copies an object and leaves members out.
func without(v *planner.Value, names ...string) *planner.Value {
	return &planner.Value{Kind: v.Kind, Text: v.Text, Items: v.Items,
		Members: slices.DeleteFunc(slices.Clone(v.Members), func(m planner.Member) bool { return slices.Contains(names, m.Name) })}
}

// sdlWriter writes GraphQL definitions.
type sdlWriter struct{ out strings.Builder }

func (s *sdlWriter) root(name string, actions []*planner.Value) {
	if len(actions) == 0 {
		return
	}
	s.open("type " + name)
	for _, a := range actions {
		def := memberOf(a, "definition")
		fmt.Fprintf(&s.out, "  %s%s: %s\n", memberText(a, "name"), argumentList(items(def, "arguments")), memberText(def, "output_type"))
	}
	s.out.WriteString("}\n")
}

func (s *sdlWriter) open(header string) {
	s.between()
	s.out.WriteString(header + " {\n")
}

// between puts an empty line between definitions.
func (s *sdlWriter) between() {
	if s.out.Len() > 0 {
		s.out.WriteByte('\n')
	}
}

func argumentList(arguments []*planner.Value) string {
	if len(arguments) == 0 {
		return ""
	}
	var list []string
	for _, a := range arguments {
		text := memberText(a, "name") + ": " + memberText(a, "type")
		if d := memberText(a, "description"); d != "" {
			text = string(planner.AppendJSONString(nil, d)) + " " + text
		}
		list = append(list, text)
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// keywords of the sections of custom types.
var keywords = map[string]string{"input_objects": "input ", "objects": "type ", "scalars": "scalar ", "enums": "enum "}

func (s *sdlWriter) definition(section string, t *planner.Value) {
	s.between()
	s.describe("", t)
	s.out.WriteString(keywords[section] + memberText(t, "name"))
	if len(items(t, "fields"))+len(items(t, "values")) == 0 { // a scalar, or a type without any
		s.out.WriteByte('\n')
		return
	}
	s.out.WriteString(" {\n")
	for _, f := range items(t, "fields") {
		s.describe("  ", f)
		fmt.Fprintf(&s.out, "  %s: %s\n", memberText(f, "name"), memberText(f, "type"))
	}
	for _, v := range items(t, "values") {
		s.describe("  ", v)
		s.out.WriteString("  " + memberText(v, "value"))
		if memberText(v, "is_deprecated") == "true" {
			s.out.WriteString(" @" + deprecated)
		}
		s.out.WriteByte('\n')
	}
	s.out.WriteString("}\n")
}

func (s *sdlWriter) describe(indent string, v *planner.Value) {
	if d := memberText(v, "description"); d != "" {
		s.out.WriteString(indent + string(planner.AppendJSONString(nil, d)) + "\n")
	}
}
