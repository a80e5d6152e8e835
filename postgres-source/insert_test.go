package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

// typed has a column of each kind of type.
const typed = `
create type color as enum ('red', 'light green');
create type pair as (a int, b text);
create domain short as varchar(3);
create domain code as short check (value <> 'no');
create domain positive as int check (value > 0);
create domain shorts as varchar(3)[];
create extension if not exists citext;
create table typed (
	id int generated always as identity, a_int2 int2, a_int8 int8, a_numeric numeric(8, 2), a_float8 float8, a_bool bool, a_text text, a_varchar varchar(5), a_bpchar char(5),
	a_char "char", a_name name, a_bytea bytea, a_uuid uuid, a_date date, a_timestamptz timestamptz, a_timetz timetz, an_interval interval, a_json json, a_jsonb jsonb,
	an_int_list int[], a_text_list text[], a_jsonb_list jsonb[], a_color color, a_color_list color[], a_pair pair, a_short short, a_code code, a_positive positive, shorts shorts,
	a_range int4range, an_inet inet, a_bit bit(4), a_varbit varbit(6), a_money money, a_point point, a_tsvector tsvector, a_citext citext, a_class regclass, an_xml xml
)`

// openTable opens a source of one new table.
func openTable(t *testing.T, table, sql string) *served {
	t.Helper()
	url := pgtest.New(t)
	pgtest.Exec(t, url, sql)
	source, _, err := postgres.Open(t.Context(), postgres.Options{Name: "default", Pool: pool.Settings{URL: url, Prepared: true}, Metadata: tracking(table)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.Close)
	return &served{url: url, source: source}
}

// insertTyped inserts the same object n times. With uneven one more comes that leaves all out:
// the statement then lists the rows.
func (f *served) insertTyped(t *testing.T, object string, n int, uneven bool) string {
	t.Helper()
	objects := strings.Repeat(object+" ", n)
	if uneven {
		objects += " {a_short: null}"
	}
	p := f.prepare(t, "admin", `mutation { insert_typed(objects: [`+objects+`]) { affected_rows } }`, "")
	return replies(t.Context(), p, []*planner.Params{as(p, "admin")})[0]
}

// One row, several and rows of different columns are sent in different ways, and are written
// alike.
func TestRowsAreWrittenAlikeHoweverTheyAreSent(t *testing.T) {
	f := openTable(t, "typed", typed)
	for field, value := range map[string]string{
		"a_int2": `5`, "a_int8": `"9007199254740993"`, "a_numeric": `"12.345"`, "a_float8": `1e300`, "a_bool": `true`, "a_text": `"a \"b\\ {c},\n"`, "a_varchar": `"abc  "`, "a_bpchar": `"ab"`,
		"a_char": `"x"`, "a_name": `"name"`, "a_bytea": `"\\x00ff"`, "a_uuid": `"00000000-0000-0000-0000-00000000000A"`, "a_date": `"2026-02-28"`, "a_timestamptz": `"2026-01-02T03:04:05+01:00"`,
		"a_timetz": `"03:04:05+01"`, "an_interval": `"1 day 2 hours"`, "a_json": `{a: [1, null, "x"]}`, "a_jsonb": `{b: {c: "\""}}`,
		"an_int_list": `[1, null, 3]`, "a_text_list": `["a,b", "", null, "NULL"]`, "a_jsonb_list": `[{a: 1}, [2]]`, "a_color": `"light green"`, "a_color_list": `"{red,light green}"`, "a_pair": `"(1,\"x y\")"`,
		"a_short": `"abc"`, "a_code": `"abc"`, "a_positive": `7`, "shorts": `"{abc,d}"`, "a_range": `"[1,5)"`, "an_inet": `"10.0.0.1/8"`, "a_bit": `"1010"`, "a_varbit": `"101"`, "a_money": `"12.34"`,
		"a_point": `"(1,2)"`, "a_tsvector": `"a b:1"`, "a_citext": `"Ab"`, "a_class": `"pg_class"`, "an_xml": `"<a>b</a>"`,
	} {
		t.Run(field, func(t *testing.T) {
			for _, object := range []string{"{" + field + ": " + value + "}", "{" + field + ": null}"} {
				pgtest.Exec(t, f.url, "truncate typed")
				for _, way := range []struct {
					n      int
					uneven bool
				}{{1, false}, {2, false}, {1, true}} {
					if got := f.insertTyped(t, object, way.n, way.uneven); !strings.HasPrefix(got, `{"insert_typed":`) {
						t.Errorf("%s, %v: %s", object, way, got)
					}
				}
				same := f.look(t, fmt.Sprintf("select count(*) || ' ' || count(distinct t.%s::text) from typed t where t.%[1]s is not null", field))
				if want := map[bool]string{true: "0 0", false: "4 1"}[strings.Contains(object, ": null}")]; same != want {
					t.Errorf("%s: rows with values, and different values: %s, want %s", object, same, want)
				}
			}
		})
	}
}

func TestRowsAreRefusedAlikeHoweverTheyAreSent(t *testing.T) {
	f := openTable(t, "typed", typed)
	for field, value := range map[string]string{
		"a_numeric": `"1234567.8"`, "a_varchar": `"abcdef"`, "a_bpchar": `"abcdef"`, "a_uuid": `"x"`, "a_date": `"2026-02-30"`,
		"a_color": `"blue"`, "a_short": `"abcd"`, "a_code": `"abcd"`, "shorts": `"{abcd}"`, "a_positive": `-7`, "a_range": `"[5,1)"`, "a_bit": `"10"`, "a_varbit": `"1010101"`, "a_class": `"no_class"`, "an_xml": `"<a>"`,
	} {
		t.Run(field, func(t *testing.T) {
			object := "{" + field + ": " + value + "}"
			one, two, uneven := f.insertTyped(t, object, 1, false), f.insertTyped(t, object, 2, false), f.insertTyped(t, object, 1, true)
			if strings.HasPrefix(one, "{") || two != one || uneven != one {
				t.Errorf("one row     %s\nseveral     %s\nof different columns %s", one, two, uneven)
			}
		})
	}
	if got := f.look(t, "select count(*) from typed"); got != "0" {
		t.Errorf("%s rows", got)
	}
}

// Objects of one plan that are one or several, and give these columns or those, are not taken
// for each other.
func TestStatementsOfAPlanAreKeptApart(t *testing.T) {
	f := openTable(t, "t", "create table t (a text, b text, c text, d text)")
	cache := planner.NewCache(f.schema(t, planner.Role{Name: planner.Admin}), planner.CacheOptions{})
	for range 2 { // the second time the statements are known
		for _, columns := range []string{"a", "b", "c", "ab", "ac", "bc", "bd", "cd", "abc", "bcd"} {
			for n := 1; n <= 2; n++ {
				pgtest.Exec(t, f.url, "truncate t")
				object := `{"` + strings.Join(strings.Split(columns, ""), `": "x", "`) + `": "x"}`
				p, err := cache.Plan(t.Context(), &planner.Request{
					Query:     `mutation($o: [t_insert_input!]!) { insert_t(objects: $o) { affected_rows } }`,
					Variables: variables(t, `{"o": [`+strings.TrimSuffix(strings.Repeat(object+", ", n), ", ")+`]}`),
				})
				if err != nil {
					t.Fatal(err)
				}
				got := replies(t.Context(), p, []*planner.Params{as(p, planner.Admin)})[0]
				if want := fmt.Sprintf(`{"insert_t":{"affected_rows":%d}}`, n); got != want {
					t.Errorf("%d of %s: got %s, want %s", n, columns, got, want)
				}
				given := "concat(" + strings.Join(strings.Split(columns, ""), ", ") + ")"
				want := fmt.Sprintf("%d %s", n, strings.Repeat("x", len(columns)))
				if got := f.look(t, "select count(*) || ' ' || min("+given+") from t where concat(a, b, c, d) = "+given); got != want {
					t.Errorf("%d of %s: the table has %s", n, columns, got)
				}
			}
		}
	}
}
