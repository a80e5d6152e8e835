package history

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Migration is what a directory of migrations has of one version.
type Migration struct {
	Version uint64 // unix milliseconds of its creation
	Name    string
	Up      *Script // nil when there is none, or nothing in it
	Down    *Script
	// Path is its directory below the migrations; "" for the flat files of old projects.
	Path string
}

// Script is one file of a migration.
type Script struct {
	File string
	Text string
}

// IsCalls tells scripts that hold API calls in YAML, as old projects have them, from SQL.
func (s *Script) IsCalls() bool { return path.Ext(s.File) == ".yaml" }

// Checksum identifies the text.
func (s *Script) Checksum() string {
	sum := sha256.Sum256([]byte(s.Text))
	return hex.EncodeToString(sum[:])
}

// String is the name of its directory.
func (m *Migration) String() string { return fmt.Sprintf("%d_%s", m.Version, m.Name) }

var (
	folderName = regexp.MustCompile(`^([0-9]+)_(.+)$`)
	flatName   = regexp.MustCompile(`^([0-9]+)_(.+)\.(up|down)\.(sql|yaml)$`)
)

// IsName tells names of migrations in a directory of them from other names.
func IsName(name string) bool { return folderName.MatchString(name) }

// Read reads the migrations of a directory in the order of their versions. Files that are
// empty count as missing, names that are no migration's are ignored. Two migrations of one
// version are an error, and so is a directory that does not exist.
func Read(dir fs.FS) ([]*Migration, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, err
	}
	r := reader{dir: dir, found: map[uint64]*Migration{}}
	for _, e := range entries {
		if err := r.add(e); err != nil {
			return nil, err
		}
	}
	list := make([]*Migration, 0, len(r.found))
	for _, m := range r.found {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b *Migration) int { return cmp.Compare(a.Version, b.Version) })
	return list, nil
}

type reader struct {
	dir   fs.FS
	found map[uint64]*Migration
}

func (r *reader) add(e fs.DirEntry) error {
	if e.IsDir() {
		parts := folderName.FindStringSubmatch(e.Name())
		if parts == nil {
			return nil
		}
		m, err := r.migration(parts[1], parts[2], e.Name())
		if err != nil {
			return err
		}
		return errors.Join(
			r.script(&m.Up, e.Name()+"/up.sql"), r.script(&m.Up, e.Name()+"/up.yaml"),
			r.script(&m.Down, e.Name()+"/down.sql"), r.script(&m.Down, e.Name()+"/down.yaml"))
	}
	parts := flatName.FindStringSubmatch(e.Name())
	if parts == nil {
		return nil
	}
	m, err := r.migration(parts[1], parts[2], "")
	if err != nil {
		return err
	}
	at := &m.Up
	if parts[3] == "down" {
		at = &m.Down
	}
	return r.script(at, e.Name())
}

// migration returns the one migration of a version.
func (r *reader) migration(version, name, folder string) (*Migration, error) {
	v, err := strconv.ParseUint(version, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("migration %s_%s: the version is too large", version, name)
	}
	m := r.found[v]
	if m == nil {
		m = &Migration{Version: v, Name: name, Path: folder}
		r.found[v] = m
		return m, nil
	}
	if folder != "" || m.Path != "" || m.Name != name {
		return nil, fmt.Errorf("duplicate migration version %d: %s and %s_%s", v, m, version, name)
	}
	return m, nil
}

func (r *reader) script(at **Script, name string) error {
	data, err := fs.ReadFile(r.dir, name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && strings.TrimSpace(string(data)) == "" {
		return nil
	}
	if err == nil && *at == nil {
		*at = &Script{File: name, Text: string(data)}
	}
	return err
}
