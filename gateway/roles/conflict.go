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
		in := e.conflicting(c)
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
func (e *Epoch) conflicting(c planner.Conflict) Inconsistency {
	if c.Root != "" {
		return Inconsistency{Type: "action", Name: "action " + c.Root, Definition: definitionOf(actionOf(e.Document, c.Root))}
	}
	if c.Link == nil {
		return Inconsistency{Type: string(c.Part.Kind), Name: c.Part.String(), Definition: definitionOf(e.definition(c.Part))}
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

// definition is what the metadata says of a source as a whole.
func (e *Epoch) definition(id planner.ID) any {
	if id.Kind == planner.RemoteSchemaSource {
		for i := range e.Document.RemoteSchemas {
			if s := &e.Document.RemoteSchemas[i]; s.Name == id.Name {
				return s
			}
		}
	}
	return map[string]string{"name": id.Name}
}

func linkName(l *planner.Link) map[string]string {
	return map[string]string{"type_name": l.From, "name": l.Name}
}
