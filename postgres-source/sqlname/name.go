// Package sqlname holds the names of database objects and the one way to quote them.
package sqlname

import "strings"

// Name is the name of a table, view, function or type: a schema and a name in it, as the
// catalog spells them (unquoted). The zero Name names nothing.
type Name struct {
	Schema string
	Name   string
}

// Public returns the name of an object in schema public.
func Public(name string) Name { return Name{Schema: "public", Name: name} }

// String prints the name as messages do: alone when it is in schema public, else
// `schema.name` (contract/metadata-and-migrations.md, notation). It is not SQL: see
// [Name.Append].
func (n Name) String() string {
	if n.Schema == "public" {
		return n.Name
	}
	return n.Schema + "." + n.Name
}

// Compare orders names by schema, then name, in code-point order.
func Compare(a, b Name) int {
	if c := strings.Compare(a.Schema, b.Schema); c != 0 {
		return c
	}
	return strings.Compare(a.Name, b.Name)
}

// Append appends the name as SQL: always qualified, both parts quoted.
func (n Name) Append(dst []byte) []byte {
	dst = AppendIdent(dst, n.Schema)
	dst = append(dst, '.')
	return AppendIdent(dst, n.Name)
}

// SQL returns what [Name.Append] appends.
func (n Name) SQL() string { return string(n.Append(nil)) }

// AppendIdent appends one identifier as SQL, always in double quotes. Every identifier that
// reaches a statement goes through here. A NUL byte, which no identifier of a database can
// hold, is left out so that it cannot end a statement early.
func AppendIdent(dst []byte, ident string) []byte {
	dst = append(dst, '"')
	for i := range len(ident) {
		switch c := ident[i]; c {
		case 0:
		case '"':
			dst = append(dst, '"', '"')
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// Ident returns what [AppendIdent] appends.
func Ident(ident string) string { return string(AppendIdent(nil, ident)) }
