package embedded

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// maxArchive bounds what is downloaded: the archives are below 30 MB.
const maxArchive = 200 << 20

// download writes the file at url to path and checks it against `url.sha256`, which a Maven
// repository keeps beside most files.
func (o FetchOptions) download(ctx context.Context, url, path string) (err error) {
	res, err := o.get(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, res.Status)
	}
	file, err := os.Create(path) //nolint:gosec // in a folder of our own
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sum := sha256.New()
	from := &meter{of: io.LimitReader(res.Body, maxArchive+1), total: res.ContentLength, tell: o.Progress}
	n, err := io.Copy(io.MultiWriter(file, sum), from)
	switch {
	case err != nil:
		return fmt.Errorf("downloading %s: %w", url, err)
	case n > maxArchive:
		return fmt.Errorf("%s is larger than %d bytes", url, maxArchive)
	}
	from.report()
	return o.check(ctx, url, hex.EncodeToString(sum.Sum(nil)))
}

// check compares with the published checksum. A repository that has none is believed: the
// connection to it is protected, or it was chosen by the user.
func (o FetchOptions) check(ctx context.Context, url, got string) (err error) {
	res, err := o.get(ctx, url+".sha256")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode == http.StatusNotFound {
		return nil
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s.sha256 answers %s", url, res.Status)
	}
	text, err := io.ReadAll(io.LimitReader(res.Body, 1024))
	if err != nil {
		return err
	}
	want, _, _ := strings.Cut(strings.TrimSpace(string(text)), " ") // some write the file's name behind it
	if !strings.EqualFold(want, got) {
		return fmt.Errorf("%s is damaged: its SHA-256 is %s, published is %s", url, got, want)
	}
	return nil
}

func (o FetchOptions) get(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	client := o.Client
	if client == nil {
		client = http.DefaultClient
	}
	return client.Do(req)
}

// meter tells about the bytes that pass, at most every tenth of a second.
type meter struct {
	of          io.Reader
	done, total int64
	tell        func(done, total int64)
	last        time.Time
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.of.Read(p)
	m.done += int64(n)
	if time.Since(m.last) > 100*time.Millisecond {
		m.report()
	}
	return n, err
}

func (m *meter) report() {
	m.last = time.Now()
	if m.tell != nil {
		m.tell(m.done, m.total)
	}
}
