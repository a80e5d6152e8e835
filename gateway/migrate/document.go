package migrate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/project"
)

// projectDocument reads the metadata of the project as one JSON document.
func projectDocument(p *project.Project) ([]byte, error) {
	return documentAt(p.MetadataPath())
}

func documentAt(name string, isFile bool) ([]byte, error) {
	if isFile {
		data, err := metadata.FileDocument(os.DirFS(filepath.Dir(name)), filepath.Base(name))
		if err != nil {
			return nil, fmt.Errorf("reading the project's metadata: %w", err)
		}
		return data, nil
	}
	_, data, err := metadata.DirectoryDocument(os.DirFS(name))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return data, nil
}

// export asks the server for its metadata, in the version the project has.
func (s *session) export(ctx context.Context) ([]byte, error) {
	var doc json.RawMessage
	if err := s.client.Metadata(ctx, client.Call{Type: "export_metadata", Args: client.Empty{}}, &doc); err != nil {
		return nil, err
	}
	if s.project.Version >= 3 {
		return doc, nil
	}
	if err := s.onlyDefault(); err != nil {
		return nil, err
	}
	return metadata.Downgrade(doc)
}

// onlyDefault refuses old projects on servers that have more than they can say
// (contract/metadata-and-migrations.md 10.2).
func (s *session) onlyDefault() error {
	if slices.Equal(s.server.Databases, []string{defaultDatabase}) || s.server.Metadata < 3 {
		return nil
	}
	return fmt.Errorf("a project of version %d has the one database %q, but the server has %q; run `weft scripts update-project-v3`", s.project.Version, defaultDatabase, s.server.Databases)
}

// defaultDatabase is the one database of projects before version 3.
const defaultDatabase = "default"

// save writes a document to where the project keeps it.
func (s *session) save(document []byte) error {
	name, isFile := s.project.MetadataPath()
	if !isFile {
		return metadata.WriteDirectory(name, document)
	}
	text, err := formatted(document, filepath.Ext(name))
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, text, 0o644))
}

// formatted lays a document out as JSON or YAML.
func formatted(document []byte, format string) ([]byte, error) {
	if format != "json" && format != ".json" {
		return metadata.YAML(document)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, document, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// apply replaces the server's metadata and returns the objects that do not work then.
func (s *session) apply(ctx context.Context, document []byte, allowInconsistent bool) ([]client.Inconsistency, error) {
	call := client.Call{Type: "replace_metadata", Version: 2, Args: map[string]any{
		"allow_inconsistent_metadata": allowInconsistent, "metadata": json.RawMessage(document),
	}}
	if s.project.Version < 3 {
		if err := s.onlyDefault(); err != nil {
			return nil, err
		}
		call = client.Call{Type: "replace_metadata", Args: json.RawMessage(document)}
	}
	var answer consistency
	err := s.client.Metadata(ctx, call, &answer)
	return answer.Objects, err
}

// consistency is how several commands answer.
type consistency struct {
	Consistent bool                   `json:"is_consistent"`
	Objects    []client.Inconsistency `json:"inconsistent_objects"`
}

func (s *session) inconsistencies(ctx context.Context) (c consistency, err error) {
	err = s.client.Metadata(ctx, client.Call{Type: "get_inconsistent_metadata", Args: client.Empty{}}, &c)
	return c, err
}

func (s *session) reload(ctx context.Context) error {
	return s.client.Metadata(ctx, client.Call{Type: "reload_metadata", Args: client.Empty{}}, nil)
}

func (s *session) warn(objects []client.Inconsistency) {
	if len(objects) == 0 {
		return
	}
	s.note("Metadata is inconsistent:")
	for _, o := range objects {
		s.note("  %s", o)
	}
}
