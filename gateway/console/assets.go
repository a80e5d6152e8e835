package console

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"time"
)

// assets are the files of the folder static by name.
type assets map[string]asset

// contentTypes by extension: those of the machine may say anything.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".txt": "text/plain; charset=utf-8",
}

type asset struct {
	content []byte
	version string // of the content
}

func readAssets() (assets, error) {
	entries, err := fs.ReadDir(static, "static")
	if err != nil {
		return nil, fmt.Errorf("the console is not in this binary: %w", err)
	}
	files := assets{}
	for _, e := range entries {
		content, err := fs.ReadFile(static, "static/"+e.Name())
		if err != nil {
			return nil, fmt.Errorf("the console is not in this binary: %w", err)
		}
		sum := sha256.Sum256(content)
		files[e.Name()] = asset{content: content, version: hex.EncodeToString(sum[:6])}
	}
	return files, nil
}

// url is where the page finds a file. A new version has a new URL.
func (a assets) url(name string) string { return "/console/static/" + name + "?v=" + a[name].version }

// ServeHTTP writes one file. Browsers may keep the version they asked for as long as they
// like.
func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	file, ok := a[name]
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	if !ok {
		h.Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"path":"$","error":"resource does not exist","code":"not-found"}`)) // see page
		return
	}
	h.Set("Content-Type", contentTypes[path.Ext(name)])
	h.Set("ETag", `"`+file.version+`"`)
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == file.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(file.content))
}
