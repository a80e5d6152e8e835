package legacy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/legacy"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden runs every testdata/<operation>/<name>.txtar: the arguments in `args`, asked by
// `role` with `session`, and what comes of it. `asked` is what a validate_input was asked,
// which the part `refuses` makes say no. `look` is SQL that is run afterwards, and
// `seen` what it answers. Before each the tables hold what testdata/rows.sql says.
func TestGolden(t *testing.T) {
	v := &validator{}
	s := open(t, v)
	rows, err := os.ReadFile("testdata/rows.sql")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "testdata/"), ".txtar"), func(t *testing.T) {
			if _, err := s.Pool().Pgx().Exec(t.Context(), string(rows)); err != nil {
				t.Fatal(err)
			}
			golden(t, s, v, file)
		})
	}
}

func golden(t *testing.T, s *postgres.Source, v *validator, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]string{}
	for _, part := range archive.Files {
		given[part.Name] = strings.TrimSpace(string(part.Data))
	}
	v.asked = ""
	_, v.refuses = given["refuses"]
	got := map[string]string{"answer": ask(t, s, filepath.Base(filepath.Dir(file)), given)}
	if given["asked"] != "" || v.asked != "" {
		got["asked"] = v.asked
	}
	if given["look"] != "" {
		got["seen"] = look(t, s, given["look"])
	}
	if *update {
		rewrite(t, file, archive, got)
		return
	}
	for part, text := range got {
		if diff := cmp.Diff(given[part], strings.TrimSpace(text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", part, diff)
		}
	}
}

// validator remembers the questions of validate_input.
type validator struct {
	asked   string
	refuses bool
}

func (v *validator) Validate(_ context.Context, q *postgres.Validation) error {
	v.asked += fmt.Sprintf("%s of %s: %s\n", q.Definition, q.Params.Session.Role.Name, q.Input)
	if v.refuses {
		return planner.Invalid(nil, "the webhook says no")
	}
	return nil
}

// ask runs the operation; a fault is answered as its code, path and message.
func ask(t *testing.T, s *postgres.Source, op string, given map[string]string) string {
	t.Helper()
	session := &planner.Session{Role: planner.Role{Name: given["role"]}, Variables: map[string]string{"x-hasura-role": given["role"]}}
	_, session.Role.Backend = given["backend"]
	for line := range strings.Lines(given["session"]) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		session.Variables[name] = value
	}
	path := (*planner.Path)(nil).Key("args")
	command, err := legacy.Decode(op, json.RawMessage(given["args"]), path)
	var answer json.RawMessage
	if err == nil {
		answer, err = s.RunLegacy(t.Context(), &planner.Params{Session: session}, command, path)
	}
	var fault *planner.Fault
	if errors.As(err, &fault) {
		return fmt.Sprintf("%s @ %s: %s", fault.Code, fault.Path, fault.Message)
	}
	if err != nil {
		t.Fatal(err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, answer, "", "  "); err != nil {
		t.Fatalf("%v in %s", err, answer)
	}
	return indented.String()
}

func look(t *testing.T, s *postgres.Source, sql string) string {
	t.Helper()
	var text string
	if err := s.Pool().Pgx().QueryRow(t.Context(), "select coalesce(string_agg(r::text, E'\\n'), 'nothing') from ("+sql+") r").Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func rewrite(t *testing.T, file string, archive *txtar.Archive, parts map[string]string) {
	t.Helper()
	archive.Files = slices.DeleteFunc(archive.Files, func(part txtar.File) bool { _, ours := parts[part.Name]; return ours })
	for _, name := range []string{"answer", "asked", "seen"} {
		if text := strings.TrimSpace(parts[name]); text != "" {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text + "\n")})
		}
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

// open opens a source on a new database with the tables of testdata/fixture.sql.
func open(t *testing.T, v postgres.Validator) *postgres.Source {
	t.Helper()
	raw, err := os.ReadFile("testdata/metadata.json")
	if err != nil {
		t.Fatal(err)
	}
	md, err := metadata.Decode(raw, nil)
	if err != nil {
		t.Fatal(err)
	}
	o := postgres.Options{Name: "default", Metadata: md, Validator: v, Pool: pool.Settings{URL: pgtest.New(t), Prepared: true}, Model: model.Options{
		InheritedRoles: []model.InheritedRole{{Name: "staff", Parents: []string{"clerk", "beside"}}},
	}}
	s := connect(t, o)
	setup, err := os.ReadFile("testdata/fixture.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Pool().Pgx().Exec(t.Context(), string(setup)); err != nil {
		t.Fatal(err)
	}
	o.Previous = s
	return connect(t, o)
}

func connect(t *testing.T, o postgres.Options) *postgres.Source {
	t.Helper()
	s, issues, err := postgres.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if o.Previous != nil && len(issues) > 0 {
		t.Fatal(issues)
	}
	t.Cleanup(s.Close)
	return s
}
