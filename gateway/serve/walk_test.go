package serve_test

import (
	"io"
	"io/fs"
	"net/http"
	"testing"
)

// walk returns all files of a directory.
func walk(t *testing.T, dir fs.FS) []file {
	t.Helper()
	var all []file
	err := fs.WalkDir(dir, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dir, name)
		all = append(all, file{name, data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (g *gateway) get(t *testing.T, path string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, g.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to the end
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}
