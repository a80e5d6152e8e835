package metadata

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/weftql/weft/planner"
)

// ReadDirectory reads a metadata directory in the v3 layout. Missing files are absent
// sections. Errors name the file.
func ReadDirectory(dir fs.FS) (*Document, error) {
	version, data, err := DirectoryDocument(dir)
	if err != nil {
		return nil, err
	}
	if version != documentKind {
		return nil, fmt.Errorf("%s: metadata version %d, but a directory of version %d is expected", versionFile, version, documentKind)
	}
	return Decode(data)
}

// DirectoryDocument joins the files of a metadata directory into one JSON document without
// looking into its objects, so that nothing a newer server knows is lost. The version is 3,
// or 2 for the layout of config version 2, which has the tables of one database at its top
// (contract/metadata-and-migrations.md 10.2). Errors name the file.
func DirectoryDocument(dir fs.FS) (version int, document []byte, err error) {
	f := files{fs: dir}
	if version, err = directoryVersion(f); err != nil {
		return 0, nil, err
	}
	out := fmt.Appendf(nil, `{"version":%d`, version)
	for _, s := range layout(version) {
		if out, err = f.appendSection(out, s); err != nil {
			return 0, nil, err
		}
	}
	return version, append(out, '}'), nil
}

// FileDocument reads a file that holds a whole document, YAML or JSON, as JSON.
func FileDocument(dir fs.FS, name string) ([]byte, error) {
	data, err := files{fs: dir}.read(name)
	if err == nil && jsonKind(data) != '{' {
		err = fmt.Errorf("%s: a metadata document is an object", name)
	}
	return data, err
}

func (f files) appendSection(out []byte, s sectionFile) ([]byte, error) {
	data, err := f.readIfThere(s.file)
	if err != nil {
		return nil, err
	}
	if s.isEmpty(data) {
		if s.section == "sources" || s.section == "tables" { // which a document must have
			out = fmt.Appendf(out, `,%q:[]`, s.section)
		}
		return out, nil
	}
	if s.file == actionsFile {
		return appendActions(out, data, f.fs)
	}
	out = append(append(out, ','), planner.AppendJSONString(nil, s.section)...)
	return append(append(out, ':'), data...), nil
}

// readIfThere reads a file that may be missing; one that it includes may not.
func (f files) readIfThere(name string) (json.RawMessage, error) {
	if _, err := fs.Stat(f.fs, name); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return f.read(name)
}

func directoryVersion(f files) (int, error) {
	data, err := f.read(versionFile)
	if err != nil {
		return 0, fmt.Errorf("this is not a metadata directory: %w", err)
	}
	var v struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return 0, fmt.Errorf("%s: %w", versionFile, err)
	}
	if layout(v.Version) == nil {
		return 0, fmt.Errorf("%s: there is no directory layout of version %d", versionFile, v.Version)
	}
	return v.Version, nil
}

// IsEmpty tells whether a section holds nothing: `[]`, `{}`, null.
func IsEmpty(data json.RawMessage) bool {
	switch jsonKind(data) {
	case '[':
		var list []json.RawMessage
		return json.Unmarshal(data, &list) == nil && len(list) == 0
	case '{':
		var object map[string]json.RawMessage
		return json.Unmarshal(data, &object) == nil && len(object) == 0
	case 'n', 0:
		return true
	}
	return false
}
