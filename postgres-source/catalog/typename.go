package catalog

import (
	"strings"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// The standard's names of built-in types, which pg_type knows under shorter ones.
var standardTypes = map[string]string{
	"bigint": "int8", "bigserial": "int8", "bit varying": "varbit", "boolean": "bool", "char": "bpchar",
	"character": "bpchar", "character varying": "varchar", "decimal": "numeric", "double precision": "float8",
	"float": "float8", "int": "int4", "integer": "int4", "real": "float4", "serial": "int4", "smallint": "int2",
	"smallserial": "int2", "time with time zone": "timetz", "time without time zone": "time",
	"timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp",
}

// words are what users are told instead of the short names.
var words = map[string]string{"bool": "boolean", "float4": "real", "int2": "smallint", "int4": "integer", "int8": "bigint"}

// Word is the type's name as users are told it.
func (t *Type) Word() string {
	if word, ok := words[t.Name.Name]; ok && t.Builtin(t.Name.Name) {
		return word
	}
	return t.Name.Name
}

// TypeNamed returns the type that text names as SQL would write it (`integer`,
// `varchar(10)`, `text[]`, `app.mood`), or nil. A length is ignored. Types outside
// pg_catalog are looked for in schema public, then in those of extensions, unless text
// names the schema.
func (c *Catalog) TypeNamed(text string) *Type {
	text = strings.TrimSpace(text)
	if elem, ok := strings.CutSuffix(text, "[]"); ok {
		if t := c.TypeNamed(elem); t != nil {
			return t.Array
		}
		return nil
	}
	if open, shut := strings.IndexByte(text, '('), strings.IndexByte(text, ')'); open > 0 && shut > open {
		text = strings.Join(strings.Fields(text[:open]+" "+text[shut+1:]), " ")
	}
	if schema, name, ok := strings.Cut(text, "."); ok {
		return c.typesByName[sqlname.Name{Schema: unquote(schema), Name: unquote(name)}]
	}
	name := unquote(text)
	if standard, ok := standardTypes[name]; ok && name == text {
		name = standard
	}
	schemas := []string{"pg_catalog", "public"}
	for _, e := range c.Extensions {
		schemas = append(schemas, e.Schema)
	}
	for _, schema := range schemas {
		if t := c.typesByName[sqlname.Name{Schema: schema, Name: name}]; t != nil {
			return t
		}
	}
	return nil
}

// unquote reads an identifier as SQL does: folded to lower case unless it is quoted.
func unquote(ident string) string {
	if len(ident) >= 2 && ident[0] == '"' && ident[len(ident)-1] == '"' {
		return strings.ReplaceAll(ident[1:len(ident)-1], `""`, `"`)
	}
	return strings.ToLower(ident)
}
