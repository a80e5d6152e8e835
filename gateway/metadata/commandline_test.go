package metadata_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"

	"github.com/weftql/weft/gateway/metadata"
)

// commandLineProject returns a document, and its directory as the original's command line
// writes it.
func commandLineProject(t *testing.T) (document []byte, dir fstest.MapFS) {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/commandline.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir = fstest.MapFS{}
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "metadata/"); ok {
			dir[name] = &fstest.MapFile{Data: f.Data}
		} else {
			document = f.Data
		}
	}
	return document, dir
}

// exported is a document as a server exports it.
func exported(t *testing.T, document []byte) string {
	t.Helper()
	doc, err := metadata.Decode(document)
	if err != nil {
		t.Fatal(err)
	}
	text, err := doc.Export()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestProjectOfTheOriginalsCommandLineIsRead(t *testing.T) {
	document, dir := commandLineProject(t)
	_, joined, err := metadata.DirectoryDocument(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(exported(t, document), exported(t, joined)); diff != "" {
		t.Errorf("-server +project\n%s", diff)
	}
}

// TestOriginalsCommandLineReadsWhatIsWritten reads the written files as that program does:
// into the types of its cli/internal/metadataobject, which drop what they do not know.
func TestOriginalsCommandLineReadsWhatIsWritten(t *testing.T) {
	document, theirs := commandLineProject(t)
	_, files := written(t, []byte(exported(t, document)))
	if diff := cmp.Diff(posted(t, theirs), posted(t, inMemory(files))); diff != "" {
		t.Errorf("-theirs +ours\n%s", diff)
	}
	for name := range theirs {
		if files[name] == nil {
			t.Errorf("%s is not written", name)
		}
	}
}

// posted is what the original's command line makes of a directory, but for what it asks its
// extension: the SDL stays text.
func posted(t *testing.T, dir fstest.MapFS) string {
	t.Helper()
	all := map[string]any{"sources": theirSources(t, dir)}
	for name, section := range map[string]any{
		"version.yaml": &struct{ Version int }{}, "remote_schemas.yaml": &[]any{}, "query_collections.yaml": &[]any{},
		"allow_list.yaml": &[]any{}, "cron_triggers.yaml": &[]any{}, "rest_endpoints.yaml": &[]any{}, "inherited_roles.yaml": &[]any{},
		"network.yaml": &theirNetwork{}, "graphql_schema_introspection.yaml": &theirIntrospection{}, "metrics_config.yaml": &map[string]any{},
		"api_limits.yaml": &map[string]any{}, "backend_configs.yaml": new(any), "opentelemetry.yaml": new(any), "actions.yaml": &theirActions{},
	} {
		readYAML(t, dir, name, section)
		all[name] = section
	}
	data, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

type (
	theirNetwork struct {
		TLSAllowlist []any `yaml:"tls_allowlist,omitempty"`
	}
	theirIntrospection struct {
		DisabledForRoles []any `yaml:"disabled_for_roles"`
	}
	// theirActions leaves out what they take from the SDL only.
	theirActions struct {
		Actions []struct {
			Name       string
			Definition struct {
				Handler              string
				ForwardClientHeaders bool `yaml:"forward_client_headers"`
				Headers              []any
				Timeout              int
			}
			Permissions []any
			Comment     any
		}
		CustomTypes struct {
			Enums        []theirType
			InputObjects []theirType `yaml:"input_objects"`
			Objects      []theirType
			Scalars      []theirType
		} `yaml:"custom_types"`
	}
	theirType struct {
		Name          string
		Description   *string
		Relationships []any
	}
)

// theirSources follows the includes: a text that has `!include` in it is one, whatever
// stands before it.
func theirSources(t *testing.T, dir fstest.MapFS) []map[string]any {
	t.Helper()
	var sources []map[string]any
	readYAML(t, dir, "databases/databases.yaml", &sources)
	for _, s := range sources {
		maps.Copy(s, map[string]any{"tables": theirInclude(t, dir, "databases", s["tables"]), "functions": theirInclude(t, dir, "databases", s["functions"])})
	}
	return sources
}

func theirInclude(t *testing.T, dir fstest.MapFS, base string, v any) any {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = theirInclude(t, dir, base, v[i])
		}
	case string:
		if _, file, ok := strings.Cut(v, "!include "); ok {
			var content any
			name := path.Join(base, file)
			readYAML(t, dir, name, &content)
			return theirInclude(t, dir, path.Dir(name), content)
		}
	}
	return v
}

func readYAML(t *testing.T, dir fstest.MapFS, name string, into any) {
	t.Helper()
	file := dir[name]
	if file == nil {
		t.Fatal(fmt.Errorf("%s is missing", name))
	}
	if err := yaml.Unmarshal(file.Data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
