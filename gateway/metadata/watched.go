package metadata

import (
	"errors"
	"io/fs"
	"maps"
	"os"
)

// Watched is a metadata directory on disk that tells when it has to be read again. It looks
// at exactly the files that reading looked at, those included that were not there, so that
// links and files which are put in each other's place are noticed. It is used by one
// goroutine.
type Watched struct {
	dir  string
	seen sightings
}

// sightings are files as they were found, nil for those that could not be.
type sightings map[string]fs.FileInfo

// Watch returns a directory that was not read yet.
func Watch(dir string) *Watched { return &Watched{dir: dir} }

// Read reads the directory as [ReadDirectory] does.
func (w *Watched) Read() (*Document, error) {
	w.seen = sightings{}
	return ReadDirectory(recorder{os.DirFS(w.dir), w.seen})
}

// Changed tells whether something is different from when it was read.
func (w *Watched) Changed() bool { return !w.seen.equal(w.look()) }

// Settled tells whether the files are as they were at an earlier look, and returns what they
// are like now: somebody who changes many may be in the middle of it.
func (w *Watched) Settled(earlier map[string]fs.FileInfo) (now map[string]fs.FileInfo, settled bool) {
	now = w.look()
	return now, earlier != nil && sightings(earlier).equal(now)
}

// look finds the files that were seen as they are now.
func (w *Watched) look() sightings {
	now := make(sightings, len(w.seen))
	for name := range w.seen {
		info, err := fs.Stat(os.DirFS(w.dir), name)
		if err != nil {
			info = nil
		}
		now[name] = info
	}
	return now
}

func (s sightings) equal(other sightings) bool {
	return maps.EqualFunc(s, other, func(a, b fs.FileInfo) bool {
		if a == nil || b == nil {
			return a == nil && b == nil
		}
		return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
	})
}

// recorder notes what is opened.
type recorder struct {
	fs.FS
	seen sightings
}

// Open opens a file and notes how it was found.
func (r recorder) Open(name string) (fs.File, error) {
	f, err := r.FS.Open(name)
	if err != nil {
		r.seen[name] = nil
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	r.seen[name] = info
	return f, nil
}
