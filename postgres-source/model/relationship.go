package model

import (
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
)

// Relationship leads from a table (or native query) to rows of another within the source.
type Relationship struct {
	Name  string
	Array bool
	// Table is where it leaves, nil for a native query's.
	Table *Table
	// Target is where it leads; nil when Native is set.
	Target *Table
	Native *NativeQuery
	// Pairs are the columns that must be equal; null never joins.
	Pairs []Pair
	// NotNull is set for an object relationship over a foreign key of this table whose
	// columns are all NOT NULL: the field's type is `T!` (contract/postgres-graphql.md 5.1).
	NotNull bool
	// ForeignKey is the constraint it follows, nil for a manual one.
	ForeignKey *catalog.ForeignKey
	// AfterParent tells when a nested insert of an object relationship happens: after the
	// row itself, because the reference lies on the other side (6.4).
	AfterParent bool
	Comment     *string
}

// Pair is a column and the column of the target it must equal.
type Pair struct{ Local, Remote *Column }

// RemoteRelationship leaves the source. Its target is another source's to check.
type RemoteRelationship struct {
	Name     string
	Table    *Table
	Metadata *metadata.RemoteRelationship
	// Fields are the values of this side that form the key: for ToSource in the order of
	// its FieldMapping, for ToRemoteSchema in the order of its LHSFields. A role need not be
	// allowed to select them.
	Fields []LocalField
}

// LocalField is a column or a scalar computed field without arguments: exactly one is set.
type LocalField struct {
	// Name is the name the metadata uses: SQL name or computed field's name.
	Name     string
	Column   *Column
	Computed *ComputedField
}
