package shop_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/weftql/weft/examples/internal/gatewaytest"
)

var update = flag.Bool("update", false, "rewrite the answers in testdata")

// TestRolesGetTheirAnswers asks, for each file of testdata/<role>, the query as that role
// (a customer is customer 7) and compares the answer. The rules of the metadata are each
// shown where they deny.
func TestRolesGetTheirAnswers(t *testing.T) {
	t.Parallel()
	url := gatewaytest.StartShop(t, 4).URL
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test files: %v", err)
	}
	for _, file := range files {
		role := filepath.Base(filepath.Dir(file))
		t.Run(role+"/"+strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			query := section(archive, "query")
			if query == nil {
				t.Fatal("there is no section query")
			}
			got := ask(t, url, role, string(query.Data))
			answer := section(archive, "answer")
			if *update {
				answer.Data = got
				if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(answer.Data), string(got)); diff != "" {
				t.Errorf("the answer differs (-want +got):\n%s", diff)
			}
		})
	}
}

// section returns the section of that name; a missing answer is added, empty.
func section(a *txtar.Archive, name string) *txtar.File {
	for i := range a.Files {
		if a.Files[i].Name == name {
			return &a.Files[i]
		}
	}
	if name != "answer" {
		return nil
	}
	a.Files = append(a.Files, txtar.File{Name: name})
	return &a.Files[len(a.Files)-1]
}

// ask sends a query and returns the answer with a line for each value.
func ask(t *testing.T, url, role, query string) []byte {
	t.Helper()
	headers := []string{"X-Hasura-Role", role}
	if role == "customer" {
		headers = append(headers, "X-Hasura-User-Id", "7")
	}
	reply := gatewaytest.Ask(t, url, query, headers...)
	var out bytes.Buffer
	if err := json.Indent(&out, reply, "", "  "); err != nil {
		t.Fatalf("%v: %s", err, reply)
	}
	return append(out.Bytes(), '\n')
}
