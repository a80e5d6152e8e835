package metadata

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/weftql/weft/planner"
)

// DirectoryFiles takes a document of version 3 or 2 apart into the files of a metadata
// directory, by slash-separated path (contract/metadata-and-migrations.md 10.2). One object
// is one file; sections that are absent are written empty; keys and lists keep the order
// they have in the document. Reading the files gives the same document.
func DirectoryFiles(document []byte) (map[string][]byte, error) {
	doc, err := planner.ParseValue(document)
	if err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	version := memberOf(doc, "version")
	n, ok := int64(0), version != nil
	if ok {
		n, ok = version.Int64()
	}
	if !ok || layout(int(n)) == nil {
		return nil, errors.New("metadata: a document of this version has no directory layout")
	}
	w := &directoryWriter{files: map[string][]byte{versionFile: fmt.Appendf(nil, "version: %d\n", n)}}
	for _, s := range layout(int(n)) {
		w.addSection(s, doc)
	}
	return w.files, w.err
}

type directoryWriter struct {
	files map[string][]byte
	err   error
}

func (w *directoryWriter) addSection(s sectionFile, doc *planner.Value) {
	v := doc.Member(s.section)
	if s.file == actionsFile {
		w.addActions(v, doc.Member("custom_types"))
		return
	}
	if v == nil {
		w.files[s.file] = []byte(s.empty + "\n")
		return
	}
	switch s.section {
	case "sources":
		w.addDatabases(v)
		return
	case "query_collections":
		prettyCollections(v)
	case "remote_schemas":
		prettyRemotes(v)
	}
	w.add(s.file, v)
}

func (w *directoryWriter) add(name string, v *planner.Value) {
	data, err := dumpYAML(v)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("%s: %w", name, err)
	}
	w.files[name] = data
}

// WriteDirectory writes a document as a metadata directory and removes the files of objects
// that are gone. Files that do not change are not touched, and each is replaced as a whole,
// so that a reader never sees half a file. Files below databases that are not YAML stay.
func WriteDirectory(root string, document []byte) error {
	files, err := DirectoryFiles(document)
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := replaceFile(filepath.Join(root, filepath.FromSlash(name)), data); err != nil {
			return err
		}
	}
	return removeGone(root, files)
}

func replaceFile(name string, data []byte) error {
	old, err := os.ReadFile(name)
	if err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), ".weft-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Chmod(0o644), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return nil
}

// removeGone removes the object files that are not among files, then folders left empty.
func removeGone(root string, files map[string][]byte) error {
	var folders []string
	top := filepath.Join(root, "databases")
	err := fs.WalkDir(os.DirFS(top), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == ".":
			return fs.SkipAll
		case err != nil:
			return err
		case d.IsDir():
			folders = append(folders, name)
			return nil
		}
		if _, kept := files[path.Join("databases", name)]; kept || !isObjectFile(name) {
			return nil
		}
		return os.Remove(filepath.Join(top, filepath.FromSlash(name)))
	})
	if err != nil {
		return err
	}
	for i := len(folders) - 1; i >= 0; i-- {
		// A folder that still holds something stays, which Remove refuses by itself.
		_ = os.Remove(filepath.Join(top, filepath.FromSlash(folders[i])))
	}
	return nil
}

// isObjectFile tells files that this package has written from others: they are YAML and lie
// in a database's tables or functions.
func isObjectFile(name string) bool {
	parts := strings.Split(name, "/")
	return len(parts) == 3 && (parts[1] == "tables" || parts[1] == "functions") && path.Ext(name) == ".yaml"
}

// RemoveLegacyFiles removes the files that only the layout of version 2 has.
func RemoveLegacyFiles(root string) error {
	for _, f := range legacyFiles {
		if err := os.Remove(filepath.Join(root, f.file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
