package shop_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/gateway/metadata"
	"go.yaml.in/yaml/v4"
)

func TestMetadataDirectoryIsReadWhole(t *testing.T) {
	t.Parallel()
	doc, err := metadata.ReadDirectory(shop.Metadata())
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Sources) != 1 || len(doc.Sources[0].Tables) != 7 {
		t.Errorf("got %d sources, want the shop with 7 tables", len(doc.Sources))
	}
	if len(doc.RemoteSchemas) != 1 || len(doc.Actions) != 2 {
		t.Errorf("got %d remote schemas and %d actions, want 1 and 2", len(doc.RemoteSchemas), len(doc.Actions))
	}
}

func TestEveryTableFileIsIncluded(t *testing.T) {
	t.Parallel()
	const list = "databases/shop/tables/tables.yaml"
	files := metadataFiles(t, ".yaml")
	var includes []string
	if err := yaml.Unmarshal(files[list], &includes); err != nil {
		t.Fatal(err)
	}
	included := map[string]bool{}
	for _, line := range includes {
		name := path.Join(path.Dir(list), strings.TrimPrefix(line, "!include "))
		if files[name] == nil {
			t.Errorf("%s includes %s, which does not exist", list, name)
		}
		included[name] = true
	}
	for name := range files {
		if path.Dir(name) == path.Dir(list) && name != list && !included[name] {
			t.Errorf("%s is not included", name)
		}
	}
}

func TestActionsAreDeclaredInSDL(t *testing.T) {
	t.Parallel()
	doc, err := parser.ParseSchema(&ast.Source{Input: string(metadataFiles(t, ".graphql")["actions.graphql"])})
	if err != nil {
		t.Fatal(err)
	}
	var y struct {
		Actions     []struct{ Name string }
		CustomTypes map[string][]struct{ Name string } `yaml:"custom_types"`
	}
	if err := yaml.Unmarshal(metadataFiles(t, ".yaml")["actions.yaml"], &y); err != nil {
		t.Fatal(err)
	}
	for _, a := range y.Actions {
		if doc.Definitions.ForName("Query").Fields.ForName(a.Name) == nil &&
			doc.Definitions.ForName("Mutation").Fields.ForName(a.Name) == nil {
			t.Errorf("action %s is not a field of Query or Mutation", a.Name)
		}
	}
	for _, types := range y.CustomTypes {
		for _, custom := range types {
			if doc.Definitions.ForName(custom.Name) == nil {
				t.Errorf("type %s is not declared", custom.Name)
			}
		}
	}
}

// The cost of a product is the one column that no role but admin may read.
func TestNoRoleMayReadTheCost(t *testing.T) {
	t.Parallel()
	var table struct {
		SelectPermissions []struct {
			Role       string
			Permission struct{ Columns []string }
		} `yaml:"select_permissions"`
	}
	text := metadataFiles(t, ".yaml")["databases/shop/tables/public_products.yaml"]
	if err := yaml.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	if len(table.SelectPermissions) != 2 {
		t.Fatalf("got %d permissions, want those of anonymous and customer", len(table.SelectPermissions))
	}
	for _, p := range table.SelectPermissions {
		for _, c := range p.Permission.Columns {
			if c == "cost" || c == "*" {
				t.Errorf("role %s may read %s", p.Role, c)
			}
		}
	}
}

// metadataFiles returns the contents of the files whose names end in ext.
func metadataFiles(t *testing.T, ext string) map[string][]byte {
	t.Helper()
	dir, files := shop.Metadata(), map[string][]byte{}
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ext {
			return err
		}
		files[name], err = fs.ReadFile(dir, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
