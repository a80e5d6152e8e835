package schema

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/naming"
)

// appendRelationship adds the fields of a relationship to a row type's
// (contract/postgres-graphql.md 5.1).
func (f *frame) appendRelationship(fields []*planner.Field, r reachable, relay bool) []*planner.Field {
	if !r.Array {
		return append(fields, f.objectField(r))
	}
	fields = append(fields, f.arrayField(r))
	if r.aggregate {
		fields = append(fields, f.relationshipAggregate(r))
	}
	if relay && len(r.target.PrimaryKey) > 0 {
		fields = append(fields, f.relationshipConnection(r))
	}
	return fields
}

// objectField is declared non-null where the foreign key is, a promise that permissions on
// the target may break.
func (f *frame) objectField(r reachable) *planner.Field {
	return f.field(r.Relationship, useOutput, func() *planner.Field {
		return &planner.Field{
			Name: r.Name, Description: "An object relationship",
			Type: f.listed(r.target.name(naming.Row), 0, r.NotNull), Meta: r.Relationship,
		}
	})
}

func (f *frame) arrayField(r reachable) *planner.Field {
	return once(f.fields, memberKey{r.Relationship, useOutput, r.distinct}, func() *planner.Field {
		return &planner.Field{
			Name: r.Name, Description: "An array relationship",
			Type: f.wrap(r.target.name(naming.Row)).listNonNull,
			Args: f.collectionArgs(r.target, r.distinct), Meta: r.Relationship,
		}
	})
}

func (f *frame) relationshipAggregate(r reachable) *planner.Field {
	return once(f.fields, memberKey{r.Relationship, useAggregateOutput, r.distinct}, func() *planner.Field {
		return &planner.Field{
			Name: f.rules.RelationshipAggregate(r.Name), Description: "An aggregate relationship",
			Type: f.wrap(r.target.name(naming.Aggregate)).nonNull,
			Args: f.collectionArgs(r.target, r.distinct), Meta: &RelationshipAggregate{r.Relationship},
		}
	})
}

func (f *frame) relationshipConnection(r reachable) *planner.Field {
	return once(f.fields, memberKey{r.Relationship, useConnection, r.distinct}, func() *planner.Field {
		return &planner.Field{
			Name: r.Name + "_connection", Description: "An array relationship connection",
			Type: f.wrap(r.target.name(naming.ConnectionType)).nonNull,
			Args: f.connectionArgs(r.target, r.distinct), Meta: &RelationshipConnection{r.Relationship},
		}
	})
}
