package sqlscript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/postgres-source/sqlscript"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name, sql string
		want      []string
	}{
		{"nothing", "", nil},
		{"white space and comments", " \n-- a; b\n/* c; */ ;;", nil},
		{"one without an end", "select 1", []string{"select 1"}},
		{"two", "select 1; select 2;", []string{"select 1", "select 2"}},
		{"a comment belongs to what follows", "-- first\nselect 1", []string{"-- first\nselect 1"}},
		{"a carriage return ends a comment too", "--x\rselect 1; --\r\nselect 2", []string{"--x\rselect 1", "--\r\nselect 2"}},
		{"quotes", `select ';', 'it''s;'; select "a;""b"`, []string{`select ';', 'it''s;'`, `select "a;""b"`}},
		{"a backslash ends no plain quote", `select '\'; select 2`, []string{`select '\'`, "select 2"}},
		{"escapes", `select E'\';'; select e'\\'; select 3`, []string{`select E'\';'`, `select e'\\'`, "select 3"}},
		{"a name that ends in e", `select type'a;'; select 2`, []string{`select type'a;'`, "select 2"}},
		{"dollars", "do $$ begin; end $$; select $a$ ; $$ ; $a$; select 3", []string{"do $$ begin; end $$", "select $a$ ; $$ ; $a$", "select 3"}},
		{"parameters are no dollars", "select $1; select $2", []string{"select $1", "select $2"}},
		{"a dollar in a name", "select a$b$; select c$b$", []string{"select a$b$", "select c$b$"}},
		{"nested comments", "select 1 /* a /* b; */ ; */; select 2", []string{"select 1 /* a /* b; */ ; */", "select 2"}},
		{"what does not end", "select 'a; select 2", []string{"select 'a; select 2"}},
		{"a dollar quote that does not end", "select $$a; select 2", []string{"select $$a; select 2"}},
		{"a comment that does not end", "select 1; /* a; b", []string{"select 1"}},
		{"parentheses", "create rule r as on insert to t do (insert into a values (1); select 2); select 3", []string{"create rule r as on insert to t do (insert into a values (1); select 2)", "select 3"}},
		{"a parenthesis too many", "select 1); select 2", []string{"select 1)", "select 2"}},
		{"a body of a function", "create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3",
			[]string{"create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end", "select 3"}},
		{"a transaction is no body", "begin; create table f(); end; select 1", []string{"begin", "create table f()", "end", "select 1"}},
		{"letters beyond ASCII", "select 'ä;' as größe; select 2", []string{"select 'ä;' as größe", "select 2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, texts(c.sql)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Nothing but semicolons and white space between statements may be lost, and no statement
// may be split again.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"select 1; select 2", "do $x$ ; $x$;", "E'\\';'", "/*;", "--;\n;", "'", "$$", "a$1$;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		sqlscript.Names(sql) // it ends
		for lines := sql; lines != ""; {
			n := sqlscript.Line(lines)
			if n == 0 {
				t.Fatalf("%q begins with a line of nothing", lines)
			}
			lines = lines[n:]
		}
		rest := sql
		for _, s := range texts(sql) {
			at := strings.Index(rest, s)
			if at < 0 {
				t.Fatalf("%q is not in %q", s, rest)
			}
			rest = rest[at+len(s):]
			if again := texts(s); len(again) != 1 || again[0] != s {
				t.Fatalf("%q splits again into %q", s, again)
			}
		}
	})
}

func texts(sql string) (list []string) {
	for _, s := range sqlscript.Split(sql) {
		list = append(list, s.Text)
	}
	return list
}

func TestStatementsHavePlacesAndWords(t *testing.T) {
	got := sqlscript.Split("-- first\n\nSELECT 1;\n/* a\nb */ (select 2);\n\tCommit ; 'x'; prepare /* c */ Transaction 'x'; create or replace function f()")
	want := []sqlscript.Statement{
		{Text: "-- first\n\nSELECT 1", Begin: 10, Line: 3, Words: []string{"select", "1"}},
		{Text: "/* a\nb */ (select 2)", Begin: 10, Line: 5, Words: []string{"", "select", "2", ""}},
		{Text: "Commit", Line: 6, Words: []string{"commit"}},
		{Text: "'x'", Line: 6, Words: []string{""}},
		{Text: "prepare /* c */ Transaction 'x'", Line: 6, Words: []string{"prepare", "transaction", ""}},
		{Text: "create or replace function f()", Line: 6, Words: []string{"create", "or", "replace", "function"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !got[4].Is("prepare", "transaction") || got[2].Is("commit", "prepared") || got[3].Is("x") {
		t.Error("statements do not know their words")
	}
}
