package planner_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/planner"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestGolden runs testdata/<topic>/<name>.txtar: sources with their schemas and data, links
// between them and a query, to the plan, the answer and the calls that were made. Sections
// that a file lacks are those of testdata/shop.txtar. Every query runs cold, from the plan
// cache, and for three equal requests at once.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "testdata/"), ".txtar")
		t.Run(name, func(t *testing.T) { runGolden(t, file) })
	}
}

func runGolden(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g := newGolden(t, txtar.Parse(text))
	plan, answer, calls := g.run(1, false)
	if again, same, sameCalls := g.run(1, true); again != plan || same != answer || sameCalls != calls {
		t.Errorf("from the cache:\n%s\n%s\n%s", again, same, sameCalls)
	}
	if !g.writes() {
		if _, same, sameCalls := g.run(3, true); same != answer || sameCalls != calls {
			t.Errorf("for three requests:\n%s\n%s", same, sameCalls)
		}
	}
	g.expect("plan", plan)
	g.expect("answer", answer)
	g.expect("calls", calls)
	if *update {
		if err := os.WriteFile(file, txtar.Format(g.archive), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// golden is one file, read.
type golden struct {
	*testing.T
	archive *txtar.Archive
	shared  *txtar.Archive
	sources map[planner.ID]*jsonSource
	log     order // of all sources
	cache   *planner.Cache
	request *planner.Request
	partial bool
	racy    bool // how far some calls get is a matter of time
}

func newGolden(t *testing.T, archive *txtar.Archive) *golden {
	t.Helper()
	shared, err := txtar.ParseFile("testdata/shop.txtar")
	if err != nil {
		t.Fatal(err)
	}
	g := &golden{T: t, archive: archive, shared: shared, sources: map[planner.ID]*jsonSource{}}
	var parts []planner.Part
	for line := range strings.Lines(g.file("sources")) {
		words := strings.Fields(line)
		s := newJSONSource(t, planner.SourceKind(words[0]), words[1], g.file(words[1]+".graphql"), g.file(words[1]+".json"))
		s.order = &g.log
		g.sources[s.id] = s
		if len(words) > 2 {
			parts = append(parts, transactional{s})
		} else {
			parts = append(parts, s)
		}
	}
	for line := range strings.Lines(g.file("links")) {
		g.link(strings.Fields(line))
	}
	for line := range strings.Lines(g.file("options")) {
		g.option(strings.Fields(line))
	}
	schema, conflicts := planner.Merge(planner.Role{Name: "user"}, parts, planner.BindOptions{})
	if len(conflicts) > 0 {
		t.Fatalf("conflicts: %+v", conflicts)
	}
	g.cache = planner.NewCache(schema, planner.CacheOptions{})
	g.request = request(t, g.file("query"), strings.TrimSpace(g.file("variables")))
	return g
}

// link reads `source shop orders.customer customer_id -> source crm customers id`; a table
// with [] is joined as a list.
func (g *golden) link(w []string) {
	from := g.sources[planner.ID{Kind: planner.SourceKind(w[0]), Name: w[1]}]
	to := planner.ID{Kind: planner.SourceKind(w[5]), Name: w[6]}
	typ, field, _ := strings.Cut(w[2], ".")
	table, array := strings.CutSuffix(w[7], "[]")
	from.link(typ, field, split(w[3]), to, table, split(w[8]), array)
}

func split(list string) []string {
	if list == "-" {
		return []string{}
	}
	return strings.Split(list, ",")
}

// option reads `fail <field> <message>`,
// `failfor <kind> <source> <user> <message>`, `check <kind> <source> [<message>]`,
// `permit <kind> <source> <table>.<member> <kind> <source> <table>.<member>`, `partial` and
// `racy`.
func (g *golden) option(w []string) {
	switch w[0] {
	case "partial":
		g.partial = true
	case "permit":
		table, member, _ := strings.Cut(w[3], ".")
		to, column, _ := strings.Cut(w[6], ".")
		g.sources[planner.ID{Kind: planner.SourceKind(w[1]), Name: w[2]}].permit = &permit{
			table: table, member: member,
			source: planner.ID{Kind: planner.SourceKind(w[4]), Name: w[5]}, ask: jsonAsk{to, column},
		}
	case "racy":
		g.racy = true
	case "fail":
		for _, s := range g.sources {
			if s.fail == nil {
				s.fail = map[string]error{}
			}
			s.fail[w[1]] = planner.Invalid(nil, "%s", strings.Join(w[2:], " "))
		}
	case "failfor":
		s := g.sources[planner.ID{Kind: planner.SourceKind(w[1]), Name: w[2]}]
		s.failFor = map[string]error{w[3]: planner.Invalid(nil, "%s", strings.Join(w[4:], " "))}
	case "check":
		g.sources[planner.ID{Kind: planner.SourceKind(w[1]), Name: w[2]}].check = func(*planner.Input) error {
			if len(w) == 3 {
				return nil
			}
			return planner.Invalid(nil, "%s", strings.Join(w[3:], " "))
		}
	default:
		g.Fatalf("option %v", w)
	}
}

func (g *golden) writes() bool { return strings.HasPrefix(g.request.Query, "mutation") }

// run answers the request n times in one run.
func (g *golden) run(n int, cached bool) (plan, answer, calls string) {
	g.Helper()
	p, err := g.cache.Plan(g.Context(), g.request)
	if err != nil {
		return "", err.Error() + "\n", ""
	}
	if p.Cached != cached {
		g.Errorf("cached: %v", p.Cached)
	}
	var params []*planner.Params
	for range n {
		session := &planner.Session{Variables: map[string]string{"x-hasura-user-id": "7"}}
		params = append(params, p.Params(session, nil, ""))
	}
	r := p.Plan.Run(g.Context(), params, planner.RunOptions{Partial: g.partial})
	defer r.Release()
	for i := range n {
		if text := g.reply(r, i); i == 0 {
			answer = text
		} else if text != answer {
			g.Errorf("request %d got %s", i, text)
		}
	}
	return p.Plan.String(), answer, g.calls()
}

// calls lists what was asked of all sources: in order when written, else sorted, because
// calls run at once.
func (g *golden) calls() string {
	lines := g.log.log()
	if g.racy {
		return ""
	}
	if !g.writes() {
		slices.Sort(lines)
	}
	return strings.Join(append(lines, ""), "\n")
}

// reply prints what one request gets.
func (g *golden) reply(r *planner.Result, row int) string {
	g.Helper()
	if err := r.Err(row); err != nil {
		text := err.Error() + "\n"
		if f := (*planner.Fault)(nil); errors.As(err, &f) && f.Progress != nil {
			text += string(f.Progress.AppendJSON(nil)) + "\n"
		}
		return text
	}
	reply := r.AppendReply(nil, row)
	if len(reply) != r.Size(row) {
		g.Errorf("a reply of %d bytes says it has %d", len(reply), r.Size(row))
	}
	if !json.Valid(reply) {
		g.Errorf("not JSON: %s", reply)
	}
	out := string(reply) + "\n"
	for _, f := range r.Errors(row) {
		out += f.Error() + "\n"
	}
	return out
}

func (g *golden) file(name string) string {
	for _, a := range []*txtar.Archive{g.archive, g.shared} {
		for _, f := range a.Files {
			if f.Name == name {
				return string(f.Data)
			}
		}
	}
	return ""
}

// expect compares a section of the file, or rewrites it.
func (g *golden) expect(name, got string) {
	g.Helper()
	want := g.file(name)
	if want == got {
		return
	}
	if !*update {
		g.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
		return
	}
	for i := range g.archive.Files {
		if g.archive.Files[i].Name == name {
			g.archive.Files[i].Data = []byte(got)
			return
		}
	}
	g.archive.Files = append(g.archive.Files, txtar.File{Name: name, Data: []byte(got)})
}
