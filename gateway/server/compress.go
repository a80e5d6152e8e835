package server

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// Sizes in bytes that decide compression (contract/auth-and-server.md 7.4).
const (
	plainBelow = 700    // goes out as it is when the client allows both
	fastUpTo   = 20_000 // level 1; larger bodies level 6
)

// wantsGzip decides from Accept-Encoding whether a body of this size is compressed.
func wantsGzip(accept string, size int) bool {
	if accept == "" || accept == "*" {
		return false
	}
	gzipAllowed, identityAllowed := false, true
	for token := range strings.SplitSeq(accept, ",") {
		coding, refused := parseCoding(token)
		switch {
		case strings.HasPrefix(coding, "gzip") && !refused:
			gzipAllowed = true
		case (coding == "identity" || coding == "*") && refused:
			identityAllowed = false
		}
	}
	return !identityAllowed || gzipAllowed && size >= plainBelow
}

// parseCoding splits one element of Accept-Encoding into its name and whether its quality
// is zero, which refuses it.
func parseCoding(token string) (coding string, refused bool) {
	coding, parameter, _ := strings.Cut(token, ";")
	name, quality, _ := strings.Cut(parameter, "=")
	q, err := strconv.ParseFloat(strings.TrimSpace(quality), 64)
	return strings.TrimSpace(coding), err == nil && q == 0 && strings.TrimSpace(name) == "q"
}

var gzipWriters = map[int]*sync.Pool{gzip.BestSpeed: {}, gzipDefault: {}}

const gzipDefault = 6

// compress returns the body as a gzip stream.
func compress(body []byte) []byte {
	level := gzipDefault
	if len(body) <= fastUpTo {
		level = gzip.BestSpeed
	}
	var out bytes.Buffer
	out.Grow(len(body)/4 + 128)
	w := gzipWriter(level, &out)
	_, _ = w.Write(body) // a bytes.Buffer does not fail
	_ = w.Close()
	gzipWriters[level].Put(w)
	return out.Bytes()
}

func gzipWriter(level int, out io.Writer) *gzip.Writer {
	if w, ok := gzipWriters[level].Get().(*gzip.Writer); ok {
		w.Reset(out)
		return w
	}
	w, err := gzip.NewWriterLevel(out, level)
	if err != nil {
		panic(err) // the two levels are valid
	}
	return w
}
