package main

import (
	"bytes"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/weftql/weft/examples/internal/gatewaytest"
	"github.com/weftql/weft/examples/remote-schema/warehouse"
	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/examples/shop/reviews"
)

func TestWeftServesTheWarehouseAlone(t *testing.T) {
	t.Parallel()
	url := gatewaytest.Start(t, os.DirFS("metadata"), map[string]string{"WAREHOUSE_URL": gatewaytest.Serve(t, warehouse.Handler())})
	check(t, url, `{ shelf(productId: 25) { hall rack lastCounted } }`,
		`{"data":{"shelf":{"hall":"NORTH","rack":3,"lastCounted":"2026-01-14T07:00:00Z"}}}`)
}

// The README's pieces of YAML do what it says once they are in the shop's files.
func TestReadmeJoinsTheWarehouseToTables(t *testing.T) {
	t.Parallel()
	pieces := yamlOf(t, "README.md")
	if len(pieces) != 2 {
		t.Fatalf("the README has %d pieces of YAML, want 2", len(pieces))
	}
	metadata := copyOf(t, shop.Metadata())
	products := metadata["databases/shop/tables/public_products.yaml"]
	products.Data = bytes.Replace(products.Data, []byte("remote_relationships:\n"), pieces[0], 1)
	own, err := os.ReadFile("metadata/remote_schemas.yaml")
	if err != nil {
		t.Fatal(err)
	}
	remotes := metadata["remote_schemas.yaml"]
	remotes.Data = append(append(remotes.Data, own...), indented(pieces[1])...)

	url := gatewaytest.Start(t, metadata, map[string]string{
		"SHOP_DATABASE_URL": gatewaytest.Database(t),
		"WAREHOUSE_URL":     gatewaytest.Serve(t, warehouse.Handler()),
		"REVIEWS_URL":       gatewaytest.Serve(t, reviews.Handler()),
		"CHECKOUT_URL":      "http://127.0.0.1:1",
	})
	check(t, url, `{ products_by_pk(id: 25) { name shelf { rack product { sku } } } }`,
		`{"data":{"products_by_pk":{"name":"Madder Merino Yarn","shelf":{"rack":3,"product":{"sku":"YAR-0025"}}}}}`)
}

func check(t *testing.T, url, query, want string) {
	t.Helper()
	if got := string(gatewaytest.Ask(t, url, query)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// yamlOf returns the YAML code blocks of a Markdown file.
func yamlOf(t *testing.T, file string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var blocks [][]byte
	for _, after := range strings.Split(string(text), "```yaml\n")[1:] {
		block, _, _ := strings.Cut(after, "```")
		blocks = append(blocks, []byte(block))
	}
	return blocks
}

func indented(text []byte) []byte {
	return append([]byte("  "), bytes.ReplaceAll(bytes.TrimSpace(text), []byte("\n"), []byte("\n  "))...)
}

func copyOf(t *testing.T, dir fs.FS) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dir, name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
