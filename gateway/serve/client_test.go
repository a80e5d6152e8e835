package serve_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/weftql/weft/postgres-source/pgtest"
)

// What the shop shows of itself to each role, Relay included, is a valid schema to graphql-js,
// and graphql-codegen makes typed clients of it that compile as their users expect. The client's
// side of the test is in testdata/client.
func TestTypedClientsAreGeneratedFromIntrospection(t *testing.T) {
	dir := clientProject(t)
	endpoint := "WEFT_ENDPOINT=" + startShop(t, setup{}).base
	for _, step := range []struct {
		name    string
		command []string
	}{
		{"graphql-js finds the schemas and the operations valid", []string{"node", "validate.mjs"}},
		{"graphql-codegen writes a client for each schema", []string{"node_modules/.bin/graphql-codegen", "--config", "codegen.mjs"}},
		{"the code of the clients' users compiles", []string{"node_modules/.bin/tsc"}},
	} {
		ok := t.Run(step.name, func(t *testing.T) {
			if out, err := runIn(t, dir, endpoint, step.command...); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
		if !ok {
			return // the next step needs what this one writes
		}
	}
}

// clientProject returns a copy of testdata/client with its packages installed.
func clientProject(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			pgtest.Missing(t, program+" is not on this machine")
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "client"))); err != nil {
		t.Fatal(err)
	}
	install := []string{"npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"}
	if out, err := runIn(t, dir, "NO_UPDATE_NOTIFIER=1", install...); err != nil {
		pgtest.Missing(t, "npm cannot install graphql-js and graphql-codegen: "+out)
	}
	return dir
}

// runIn runs a command in a folder with one more variable and returns what it printed.
func runIn(t *testing.T, dir, variable string, command ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...) //nolint:gosec // the test's own commands
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), variable)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
