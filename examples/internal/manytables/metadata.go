package manytables

import (
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"
)

// Metadata is the metadata directory of a database of n tables for a number of roles, one
// file per table as a project has them. The database's address is in DATABASE_URL.
func Metadata(n, roles int) fs.FS {
	dir := fstest.MapFS{}
	file := func(name, text string) { dir[name] = &fstest.MapFile{Data: []byte(text)} }
	file("version.yaml", "version: 3\n")
	file("databases/databases.yaml", `- name: large
  kind: postgres
  configuration:
    connection_info:
      database_url:
        from_env: DATABASE_URL
      use_prepared_statements: true
  tables: "!include large/tables/tables.yaml"
`)
	var list strings.Builder
	for i := range n {
		name := "public_" + Table(i) + ".yaml"
		fmt.Fprintf(&list, "- \"!include %s\"\n", name)
		file("databases/large/tables/"+name, tableYAML(i, n, roles))
	}
	file("databases/large/tables/tables.yaml", list.String())
	return dir
}

// Role is the name of role r.
func Role(r int) string { return fmt.Sprintf("role_%02d", r) }

func tableYAML(i, n, roles int) string {
	var y strings.Builder
	fmt.Fprintf(&y, `table:
  name: %s
  schema: public
object_relationships:
  - name: first
    using:
      foreign_key_constraint_on: first_id
  - name: second
    using:
      foreign_key_constraint_on: second_id
array_relationships:
  - name: back
    using:
      foreign_key_constraint_on:
        column: first_id
        table:
          name: %s
          schema: public
`, Table(i), Table(back(i, n)))
	permissions(&y, "select", i, roles, func(r int) bool { return i%20 == 0 || (i+r)%10 != 0 }, selectYAML)
	permissions(&y, "insert", i, roles, writes(i), insertYAML)
	permissions(&y, "update", i, roles, writes(i), updateYAML)
	permissions(&y, "delete", i, roles, writes(i), deleteYAML)
	return y.String()
}

// writes tells which roles may write table i: a quarter of them.
func writes(i int) func(r int) bool { return func(r int) bool { return (i+r)%4 == 0 } }

func permissions(y *strings.Builder, kind string, i, roles int, granted func(r int) bool, permission func(y *strings.Builder, i, r int)) {
	begun := false
	for r := range roles {
		if !granted(r) {
			continue
		}
		if !begun {
			fmt.Fprintf(y, "%s_permissions:\n", kind)
			begun = true
		}
		fmt.Fprintf(y, "  - role: %s\n    permission:\n", Role(r))
		permission(y, i, r)
	}
}

var readable = []string{"name", "note", "amount", "ratio", "quantity", "active", "made_at", "due", "settings", "tags"}

// selectYAML hides one column, another one from each role.
func selectYAML(y *strings.Builder, i, r int) {
	list(y, "id", "first_id", "second_id", "owner_id")
	for c, column := range readable {
		if c != (i+r)%len(readable) {
			fmt.Fprintf(y, "        - %s\n", column)
		}
	}
	filter(y, "filter", i, r)
	if r%2 == 0 {
		y.WriteString("      allow_aggregations: true\n")
	}
}

func insertYAML(y *strings.Builder, i, r int) {
	list(y, "id", "first_id", "second_id", "name", "note", "amount", "quantity", "due")
	filter(y, "check", i, r)
	y.WriteString("      set:\n        owner_id: X-Hasura-User-Id\n")
}

func updateYAML(y *strings.Builder, i, r int) {
	list(y, "name", "note", "amount", "quantity", "due")
	filter(y, "filter", i, r)
	y.WriteString("      check: null\n")
}

func deleteYAML(y *strings.Builder, i, r int) { filter(y, "filter", i, r) }

func list(y *strings.Builder, columns ...string) {
	y.WriteString("      columns:\n")
	for _, column := range columns {
		fmt.Fprintf(y, "        - %s\n", column)
	}
}

// filter writes one of the four rules that most projects consist of.
func filter(y *strings.Builder, key string, i, r int) {
	switch (i + r) % 4 {
	case 0:
		fmt.Fprintf(y, "      %s: {}\n", key)
	case 1:
		fmt.Fprintf(y, "      %s:\n        owner_id:\n          _eq: X-Hasura-User-Id\n", key)
	case 2:
		fmt.Fprintf(y, "      %s:\n        first:\n          owner_id:\n            _eq: X-Hasura-User-Id\n", key)
	default:
		fmt.Fprintf(y, `      %s:
        _or:
          - active:
              _eq: true
          - _exists:
              _table:
                name: %s
                schema: public
              _where:
                owner_id:
                  _eq: X-Hasura-User-Id
`, key, Table(0))
	}
}
