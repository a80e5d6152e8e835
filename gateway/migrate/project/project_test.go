package project_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/migrate/project"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func lookup(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := vars[name]; return v, ok }
}

func TestSettingsComeFromTheHighestPlace(t *testing.T) {
	const name = "HASURA_GRAPHQL_ENDPOINT"
	flags, vars := map[string]string{"endpoint": "http://flag"}, map[string]string{name: "http://variable"}
	tests := map[string]struct {
		flags, vars map[string]string
		env, config string
		want        string
	}{
		"flag":        {flags, vars, name + "=http://file", "endpoint: http://config", "http://flag"},
		"environment": {nil, vars, name + "=http://file", "endpoint: http://config", "http://variable"},
		".env":        {nil, nil, "export " + name + "=\"http://file\" # ours\n", "endpoint: http://config", "http://file"},
		"config.yaml": {nil, nil, "# nothing\n", "endpoint: http://config", "http://config"},
		"default":     {nil, nil, "", "version: 3", "http://localhost:8080"},
	}
	for place, tt := range tests {
		t.Run(place, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "config.yaml"), tt.config+"\n")
			write(t, filepath.Join(dir, ".env"), tt.env)
			p, err := project.Load(project.Options{Dir: dir, EnvFile: ".env", Lookup: lookup(tt.vars), Flags: tt.flags})
			if err != nil || p.Endpoint != tt.want {
				t.Errorf("got %v, %v, want %s", p, err, tt.want)
			}
		})
	}
}

func TestLoadReadsEveryKey(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "config.yaml"), `version: 3
admin_secrets: '["first", "second"]'
insecure_skip_tls_verify: true
no_transaction: true
api_paths: {v2_query: my/query}
metadata_file: all.json
migrations_directory: m
`)
	write(t, filepath.Join(dir, "deep/down/x"), "")
	p, err := project.Load(project.Options{Dir: filepath.Join(dir, "deep/down"), Lookup: lookup(map[string]string{"HASURA_GRAPHQL_API_PATHS_QUERY": "q"})})
	if err != nil {
		t.Fatal(err)
	}
	if p.Dir != dir || p.AdminSecret != "first" || !p.InsecureSkipTLSVerify || !p.NoTransaction || p.Paths.V2Query != "my/query" || p.Paths.Query != "q" || p.Paths.Metadata != "v1/metadata" {
		t.Errorf("got %+v", p)
	}
	if name, file := p.MetadataPath(); !file || name != filepath.Join(dir, "all.json") {
		t.Errorf("metadata at %s, %t", name, file)
	}
	if got := p.MigrationsPath("db"); got != filepath.Join(dir, "m/db") {
		t.Errorf("migrations at %s", got)
	}
}

func TestOldProjectsHaveOneDatabase(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "config.yaml"), "endpoint: http://x\n")
	p, err := project.Load(project.Options{Dir: dir, Lookup: lookup(nil)})
	if err != nil || p.Version != 1 {
		t.Fatalf("got %+v, %v", p, err)
	}
	if name, file := p.MetadataPath(); !file || name != filepath.Join(dir, "migrations/metadata.yaml") {
		t.Errorf("metadata at %s, %t", name, file)
	}
	if got := p.MigrationsPath("default"); got != filepath.Join(dir, "migrations") {
		t.Errorf("migrations at %s", got)
	}
}

func TestLoadRefuses(t *testing.T) {
	for config, want := range map[string]string{
		"version: 4":                   "no project layout 4",
		"version: three":               "version",
		"no_transaction: maybe":        "no_transaction",
		"metadata_file: metadata.toml": "neither .json nor .yaml",
		"admin_secrets: one":           "JSON array",
		"a: [":                         "config.yaml",
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "config.yaml"), config+"\n")
		if _, err := project.Load(project.Options{Dir: dir, Lookup: lookup(nil)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", config, err, want)
		}
	}
	if _, err := project.Load(project.Options{Dir: t.TempDir(), Lookup: lookup(nil)}); err == nil || !strings.Contains(err.Error(), "weft init") {
		t.Errorf("outside of a project: %v", err)
	}
}
