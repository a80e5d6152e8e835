package embedded

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// FetchOptions tell where binaries come from and go to. The zero value is right for most.
type FetchOptions struct {
	// Repository is the base URL of a Maven repository; "" is the environment variable
	// WEFT_POSTGRES_REPOSITORY, else [DefaultRepository].
	Repository string
	Version    string // "" is [DefaultVersion]
	// Cache is the folder that keeps what was fetched; "" is the user's cache folder, or for
	// root, whose own the server's user cannot enter, /var/cache/weft.
	Cache string
	// Client is used for the requests; nil is [http.DefaultClient].
	Client *http.Client
	// Progress is told now and then how much of the archive has come; total is -1 when the
	// server does not say. nil tells nobody.
	Progress func(done, total int64)
}

// Fetch returns the folder of the fetched binaries, fetching them if the cache does not hold
// them yet. What the cache holds is always whole: it is moved there when it is, so several
// processes may fetch at once.
func Fetch(ctx context.Context, o FetchOptions) (bin string, err error) {
	a, err := hostArchive(cmp.Or(o.Version, DefaultVersion))
	if err != nil {
		return "", err
	}
	cache := o.Cache
	if cache == "" {
		if cache, err = defaultCache(); err != nil {
			return "", err
		}
	}
	home := filepath.Join(cache, a.folder())
	bin = filepath.Join(home, "bin")
	if _, err := os.Stat(filepath.Join(bin, "initdb")); err == nil {
		return bin, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil { //nolint:gosec // the server's user reads it
		return "", err
	}
	return bin, o.fetchInto(ctx, a, cache, home)
}

func defaultCache() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/cache/weft", nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "weft"), err
}

// fetchInto downloads and unpacks in a temporary folder beside home and moves the result
// there.
func (o FetchOptions) fetchInto(ctx context.Context, a archive, cache, home string) (err error) {
	work, err := os.MkdirTemp(cache, "fetching-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	jar := filepath.Join(work, "archive.jar")
	repository := cmp.Or(o.Repository, os.Getenv("WEFT_POSTGRES_REPOSITORY"), DefaultRepository)
	if err := o.download(ctx, a.url(strings.TrimRight(repository, "/")), jar); err != nil {
		return err
	}
	unpacked := filepath.Join(work, "unpacked")
	if err := unpackJar(jar, unpacked); err != nil {
		return fmt.Errorf("unpacking %s: %w", a.url(repository), err)
	}
	if _, err := os.Stat(filepath.Join(unpacked, "bin", "initdb")); err != nil {
		return fmt.Errorf("%s holds no bin/initdb", a.url(repository))
	}
	if err := os.Rename(unpacked, home); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil // if home exists, another process was quicker
}

// unpackJar unpacks the one .txz inside a jar.
func unpackJar(jar, into string) (err error) {
	r, err := zip.OpenReader(jar)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for _, f := range r.File {
		if !strings.HasSuffix(f.Name, ".txz") {
			continue
		}
		inner, err := f.Open()
		if err != nil {
			return err
		}
		return errors.Join(unpackTxz(inner, into), inner.Close())
	}
	return errors.New("no .txz inside")
}
