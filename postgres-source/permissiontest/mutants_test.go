package permissiontest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var mutate = flag.Bool("mutants", false, "break Weft one rule at a time and see that each is noticed (minutes)")

// TestBrokenRulesAreNoticed builds this test against a Weft in which one rule is broken, for
// each of testdata/mutants, and wants it to fail with a wrong answer: a test that passes
// proves nothing before it has been seen to fail. Go's overlays replace the text, so the
// code that is shipped has no switch for it.
func TestBrokenRulesAreNoticed(t *testing.T) {
	if !*mutate {
		t.Skip("takes minutes: run with -mutants")
	}
	for _, m := range readMutants(t) {
		t.Run(m.name, func(t *testing.T) {
			out, err := m.run(t)
			var exit *exec.ExitError
			switch {
			case err == nil:
				t.Error("nobody noticed")
			case !errors.As(err, &exit) || !wrongAnswer.Match(out):
				t.Errorf("%v, but not for a wrong answer:\n%s", err, out)
			default:
				t.Logf("%s", wrongAnswer.Find(out))
			}
		})
	}
}

// TestBrokenRulesAreThere keeps the mutants up with the code they break, in every run: one whose
// text is gone would break nothing, and breaking them all takes long.
func TestBrokenRulesAreThere(t *testing.T) {
	t.Parallel()
	for _, m := range readMutants(t) {
		if _, err := m.apply(); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
	}
}

// wrongAnswer is how the test fails when it compared an answer or a schema with what it
// should be, and not because nothing could be asked.
var wrongAnswer = regexp.MustCompile(`LEAK: .*|got .*, want .*|item .* fits none of .*|the schema of role .*|want (?:an answer|an error|none).*`)

// mutant is a change of a file that breaks one rule.
type mutant struct {
	name, file string
	old, with  string // old is in the file once
}

// readMutants reads testdata/mutants: per file of the archive a heading `rule: file`, then
// lines to find after `<`, and those to put there after `>`.
func readMutants(t *testing.T) []*mutant {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "mutants.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var out []*mutant
	for _, f := range archive.Files {
		name, file, ok := strings.Cut(f.Name, ": ")
		if !ok {
			t.Fatalf("%s: want `rule: file`", f.Name)
		}
		m := &mutant{name: name, file: filepath.Join("..", filepath.FromSlash(file))}
		for line := range strings.Lines(string(f.Data)) {
			switch line[0] {
			case '<':
				m.old += line[1:]
			case '>':
				m.with += line[1:]
			}
		}
		out = append(out, m)
	}
	return out
}

// apply returns the file with the rule broken.
func (m *mutant) apply() ([]byte, error) {
	code, err := os.ReadFile(m.file)
	if err != nil {
		return nil, err
	}
	if n := bytes.Count(code, []byte(m.old)); n != 1 || m.old == "" {
		return nil, fmt.Errorf("%s has the text %d times:\n%s", m.file, n, m.old)
	}
	return bytes.Replace(code, []byte(m.old), []byte(m.with), 1), nil
}

// run builds the test against the broken Weft and runs it.
func (m *mutant) run(t *testing.T) ([]byte, error) {
	t.Helper()
	code, err := m.apply()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, err := filepath.Abs(m.file)
	if err != nil {
		t.Fatal(err)
	}
	broken, overlay, binary := filepath.Join(dir, "broken.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "test")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{file: broken}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{broken: code, overlay: replace} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-overlay", overlay, "-o", binary, ".") //nolint:gosec // paths of the test's own
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	//nolint:gosec // the test that was just built
	return exec.CommandContext(t.Context(), binary, "-test.failfast", "-test.run", "^Test(Answers|Missing|Streams|Asking|Writes)").CombinedOutput()
}
