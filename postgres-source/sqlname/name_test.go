package sqlname_test

import (
	"testing"

	"github.com/weftql/weft/postgres-source/sqlname"
)

func TestIdentifiersCannotEndTheirQuotes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`plain`:             `"plain"`,
		`Odd name`:          `"Odd name"`,
		`"; drop table a--`: `"""; drop table a--"`,
		"nul\x00byte":       `"nulbyte"`,
		`back\slash`:        `"back\slash"`,
		``:                  `""`,
	} {
		if got := sqlname.Ident(in); got != want {
			t.Errorf("%q is quoted %s, want %s", in, got, want)
		}
	}
	if got := (sqlname.Name{Schema: `a"b`, Name: "c.d"}).SQL(); got != `"a""b"."c.d"` {
		t.Errorf("got %s", got)
	}
}

func TestNamesInPublicPrintUnqualified(t *testing.T) {
	t.Parallel()
	if got := sqlname.Public("users").String(); got != "users" {
		t.Errorf("got %s", got)
	}
	if got := (sqlname.Name{Schema: "app", Name: "users"}).String(); got != "app.users" {
		t.Errorf("got %s", got)
	}
}
