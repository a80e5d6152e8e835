package history

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Write creates the directory of a migration below dir and returns its path. It does not
// overwrite one.
func (m *Migration) Write(dir string) (string, error) {
	if m.Name == "" || strings.ContainsAny(m.Name, `/\`) {
		return "", fmt.Errorf("%q is no name for a migration", m.Name)
	}
	folder := filepath.Join(dir, m.String())
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		return "", err
	}
	for name, script := range map[string]*Script{"up.sql": m.Up, "down.sql": m.Down} {
		if script == nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(script.Text), 0o644); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// SetAside moves migrations into `squashed_<first>_to_<last>` below dir.
func SetAside(dir string, members []*Migration) (string, error) {
	aside := filepath.Join(dir, fmt.Sprintf("squashed_%d_to_%d", members[0].Version, members[len(members)-1].Version))
	if err := os.Mkdir(aside, 0o755); err != nil {
		return "", err
	}
	for _, m := range members {
		for _, name := range m.paths() {
			if err := os.Rename(filepath.Join(dir, name), filepath.Join(aside, name)); err != nil {
				return "", err
			}
		}
	}
	return aside, nil
}

// Remove deletes the files of a migration below dir.
func (m *Migration) Remove(dir string) error {
	for _, name := range m.paths() {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// paths are its directory, or the flat files it consists of.
func (m *Migration) paths() []string {
	if m.Path != "" {
		return []string{m.Path}
	}
	var names []string
	for _, s := range []*Script{m.Up, m.Down} {
		if s != nil {
			names = append(names, s.File)
		}
	}
	return names
}
