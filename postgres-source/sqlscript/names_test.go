package sqlscript_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/weftql/weft/postgres-source/sqlscript"
)

func TestNames(t *testing.T) {
	for sql, want := range map[string]string{
		`alter table Author add x int`:                   "add alter author int table x",
		`drop table "Odd ""one""", s.b`:                  `Odd "one" b drop s table`,
		"-- author\n/* book */ select 1":                 "1 select",
		`do $$ begin execute 'drop table "t"'; end $$`:   "begin do drop end execute t table",
		`do $body$ select $1 from a $body$; select a$b$`: "1 a a$b$ do from select",
		`select e'it\'s author', '`:                      `author it s select`,
		`select $$open`:                                  "open select",
		`select $x`:                                      "select x",
		"":                                               "",
	} {
		if got := strings.Join(slices.Sorted(maps.Keys(sqlscript.Names(sql))), " "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", sql, got, want)
		}
	}
}
