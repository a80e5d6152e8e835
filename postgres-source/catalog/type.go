package catalog

import "github.com/weftql/weft/postgres-source/sqlname"

// TypeKind is pg_type.typtype.
type TypeKind byte

// The kinds of types.
const (
	BaseType       TypeKind = 'b'
	CompositeType  TypeKind = 'c'
	DomainType     TypeKind = 'd'
	EnumType       TypeKind = 'e'
	PseudoType     TypeKind = 'p'
	RangeType      TypeKind = 'r'
	MultirangeType TypeKind = 'm'
)

// Type is a data type. Types of one catalog are compared by pointer.
type Type struct {
	OID      uint32
	Name     sqlname.Name // internal name: int4, _text; built-in types are in pg_catalog
	Kind     TypeKind
	Category byte // pg_type.typcategory: 'N' numeric, 'S' string, 'A' array, ...
	// Elem is the element type of a true array (varlena with typelem), else nil.
	Elem *Type
	// Array is the type's array type, or nil.
	Array *Type
	// Base is the type under a domain, itself never a domain; else nil.
	Base *Type
	// Labels are an enum's values in their order.
	Labels []string
	// Relation is the oid of a composite type's pg_class entry, else 0. It is a table's when
	// the type is a row type.
	Relation uint32
	// SQL is the type's name for a cast, quoted and qualified where the search path
	// pg_catalog needs it, without a length: `integer`, `bpchar`, `public.citext`, `text[]`.
	SQL string
}

// Plain returns the type under a domain, or t itself.
func (t *Type) Plain() *Type {
	if t.Base != nil {
		return t.Base
	}
	return t
}

// Builtin tells whether t, not a domain over it, is the type of pg_catalog called name.
func (t *Type) Builtin(name string) bool {
	return t.Name.Name == name && t.Name.Schema == "pg_catalog"
}
