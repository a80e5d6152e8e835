package naming

// Rules are all naming settings of one source (contract/postgres-graphql.md 1.7). The zero
// value is hasura-default without customization.
type Rules struct {
	Convention Convention
	Roots      Affix  // of root fields
	Types      Affix  // of types
	Namespace  string // the one root field that holds all others; "" for none
	// Sep2023 adds HASURA_FF_NAMING_CONVENTION_SEP_2023 to GraphQLDefault
	// (contract/postgres-graphql.md 1.6).
	Sep2023 bool
}

// Affix is a prefix and a suffix.
type Affix struct{ Prefix, Suffix string }

// apply surrounds name: as it is under HasuraDefault, with inner words capitalised under
// GraphQLDefault.
func (a Affix) apply(c Convention, name string) string {
	suffix := a.Suffix
	if c == GraphQLDefault {
		suffix = upperFirst(suffix)
		if a.Prefix != "" {
			name = upperFirst(name)
		}
	}
	return a.Prefix + name + suffix
}

// Root is the name of a root field: name with the source's prefix and suffix.
func (r *Rules) Root(name string) string { return r.Roots.apply(r.Convention, name) }

// Type is the name of a type: name with the source's prefix and suffix.
func (r *Rules) Type(name string) string { return r.Types.apply(r.Convention, name) }

// NamespaceType is the type of the namespace field in one root: role is `query`,
// `mutation_frontend`, `mutation_backend` or `subscription`.
func (r *Rules) NamespaceType(role string) string { return r.Type(r.Namespace + "_" + role) }

// Column is the GraphQL name of a column without a custom name.
func (r *Rules) Column(column string) string { return r.Convention.Field(Split(column)) }

// sep2023 tells whether the September 2023 additions apply.
func (r *Rules) sep2023() bool { return r.Sep2023 && r.Convention == GraphQLDefault }
