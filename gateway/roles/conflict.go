package roles

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/schema"
)

// report lists the conflicts in a role's schema as inconsistencies, each once however many
// roles meet it. What is listed already does not need the reasons of further variants of the
// schema.
func (e *Epoch) report(role planner.Role, conflicts []planner.Conflict) {
	variant := role.Relay || role.Backend
	for _, c := range conflicts {
		in := conflicting(c)
		in.Reason = inconsistentObject + c.Reason
		if in.Type == customTypes {
			in.Reason = inconsistentObject + customTypesFailed + c.Reason
		}
		if !slices.ContainsFunc(e.Inconsistencies, func(have Inconsistency) bool {
			return have.Name == in.Name && (variant || have.Reason == in.Reason)
		}) {
			e.Inconsistencies = append(e.Inconsistencies, in)
		}
	}
}

// conflicting names the object of the metadata that a conflict leaves out: an action, a
// relationship, or a source as a whole (contract/metadata-and-migrations.md 4.2).
func conflicting(c planner.Conflict) Inconsistency {
	if c.Root != "" {
		return Inconsistency{Type: "action", Name: "action " + c.Root, Definition: definitionOf(map[string]string{"name": c.Root})}
	}
	if c.Link == nil {
		return Inconsistency{Type: string(c.Part.Kind), Name: c.Part.String(), Definition: definitionOf(map[string]string{"name": c.Part.Name})}
	}
	if r, ok := c.Link.Meta.(*schema.Remote); ok {
		o := r.Relationship.Object(c.Part.Name)
		return Inconsistency{Type: o.Type, Name: o.Name, Definition: o.Definition}
	}
	if c.Part.Kind != planner.RemoteSchemaSource {
		return Inconsistency{Type: customTypes, Name: customTypes + " " + customTypes, Definition: definitionOf(linkName(c.Link))}
	}
	const kind = "remote_schema_remote_relationship"
	return Inconsistency{
		Type: kind, Name: kind + " " + c.Link.Name + " on type " + c.Link.From + " in remote schema " + c.Part.Name,
		Definition: definitionOf(linkName(c.Link)),
	}
}

func linkName(l *planner.Link) map[string]string {
	return map[string]string{"type_name": l.From, "name": l.Name}
}
