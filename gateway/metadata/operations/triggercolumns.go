package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/planner"
)

// triggerColumns lists the columns an event trigger's definition names.
func triggerColumns(raw json.RawMessage) (names []string) {
	renameTriggerColumns(raw, func(name string) string {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		return name
	})
	return names
}

// renameTriggerColumns renames the columns in `definition.{insert,update,delete}`.
func renameTriggerColumns(raw json.RawMessage, fresh func(string) string) json.RawMessage {
	return inTriggerLists(raw, func(names *planner.Value) *planner.Value { return renameItems(names, fresh) })
}

// keepTriggerColumns leaves columns out of the lists.
func keepTriggerColumns(raw json.RawMessage, keep func(string) bool) json.RawMessage {
	return inTriggerLists(raw, func(names *planner.Value) *planner.Value {
		if names.Kind != planner.List {
			return names
		}
		return &planner.Value{Kind: planner.List, Items: slices.DeleteFunc(slices.Clone(names.Items), func(item *planner.Value) bool {
			return item.Kind == planner.String && !keep(item.Text)
		})}
	})
}

// inTriggerLists changes the lists of columns of a trigger's definition.
func inTriggerLists(raw json.RawMessage, change func(names *planner.Value) *planner.Value) json.RawMessage {
	v, err := planner.ParseValue(raw)
	if err != nil {
		return raw
	}
	out := inMember(v, "definition", func(definition *planner.Value) *planner.Value {
		for _, operation := range []string{"insert", "update", "delete"} {
			definition = inMember(definition, operation, func(spec *planner.Value) *planner.Value {
				for _, list := range []string{"columns", "payload"} {
					spec = inMember(spec, list, change)
				}
				return spec
			})
		}
		return definition
	})
	if out.Equal(v) {
		return raw
	}
	return out.AppendJSON(nil)
}

// inMember returns an object with one member changed; what has no such member stays.
func inMember(v *planner.Value, name string, change func(*planner.Value) *planner.Value) *planner.Value {
	if v.Member(name) == nil {
		return v
	}
	out := &planner.Value{Kind: v.Kind, Members: slices.Clone(v.Members)}
	for i := range out.Members {
		if out.Members[i].Name == name {
			out.Members[i].Value = change(out.Members[i].Value)
		}
	}
	return out
}

func renameItems(v *planner.Value, fresh func(string) string) *planner.Value {
	if v.Kind != planner.List {
		return v
	}
	out := &planner.Value{Kind: planner.List}
	for _, item := range v.Items {
		if item.Kind == planner.String {
			item = planner.StringValue(fresh(item.Text))
		}
		out.Items = append(out.Items, item)
	}
	return out
}
