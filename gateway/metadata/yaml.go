package metadata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/weftql/weft/planner"
	"go.yaml.in/yaml/v4"
)

// maxIncludeDepth bounds files that include files, a cycle among them included.
const maxIncludeDepth = 20

// files reads YAML files of one metadata directory as JSON.
type files struct{ fs fs.FS }

// read returns the file as JSON with its includes resolved, or nil when it does not exist
// or is empty.
func (f files) read(name string) (json.RawMessage, error) { return f.readAt(name, 0) }

func (f files) readAt(name string, depth int) (json.RawMessage, error) {
	if depth > maxIncludeDepth {
		return nil, fmt.Errorf("%s: more than %d files include each other", name, maxIncludeDepth)
	}
	data, err := fs.ReadFile(f.fs, name)
	if err != nil {
		return nil, err
	}
	return f.parse(name, data, depth)
}

func (f files) parse(name string, data []byte, depth int) (json.RawMessage, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	w := yamlWriter{files: f, name: name, depth: depth}
	if err := w.write(doc.Content[0]); err != nil {
		return nil, err
	}
	return w.out, nil
}

// yamlWriter appends a YAML node as JSON, keys in written order.
type yamlWriter struct {
	files files
	name  string
	depth int
	out   []byte
}

func (w *yamlWriter) write(n *yaml.Node) error {
	if target, ok := includeOf(n); ok {
		return w.include(target)
	}
	switch n.Kind {
	case yaml.AliasNode:
		return w.write(n.Alias)
	case yaml.SequenceNode:
		return w.list(n)
	case yaml.MappingNode:
		return w.object(n)
	default:
		return w.scalar(n)
	}
}

// includeOf recognises `!include file` as a YAML tag and as a string that begins with it
// (contract/metadata-and-migrations.md 10.2). A string that merely mentions it, a comment on
// a table say, stays what it is, and so does one that is tagged `!!str`.
func includeOf(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		return "", false
	}
	if n.Tag == "!include" {
		return strings.TrimSpace(n.Value), true
	}
	target, ok := cutInclude(n.Value)
	return target, ok && n.ShortTag() == "!!str" && n.Style&yaml.TaggedStyle == 0
}

func cutInclude(text string) (target string, ok bool) {
	target, ok = strings.CutPrefix(strings.TrimSpace(text), "!include ")
	return strings.Trim(strings.TrimSpace(target), `"`), ok
}

// include puts another file in place: YAML as its content, anything else as a string.
// Paths are relative to the including file.
func (w *yamlWriter) include(target string) error {
	name := path.Join(path.Dir(w.name), target)
	if ext := path.Ext(name); ext != ".yaml" && ext != ".yml" {
		data, err := fs.ReadFile(w.files.fs, name)
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		w.out = planner.AppendJSONString(w.out, string(data))
		return nil
	}
	data, err := w.files.readAt(name, w.depth+1)
	if err != nil {
		return fmt.Errorf("%s: %w", w.name, err)
	}
	if data == nil {
		data = json.RawMessage("null")
	}
	w.out = append(w.out, data...)
	return nil
}

func (w *yamlWriter) list(n *yaml.Node) error {
	w.out = append(w.out, '[')
	for i, item := range n.Content {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		if err := w.write(item); err != nil {
			return err
		}
	}
	w.out = append(w.out, ']')
	return nil
}

func (w *yamlWriter) object(n *yaml.Node) error {
	w.out = append(w.out, '{')
	for i := 0; i+1 < len(n.Content); i += 2 {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			return fmt.Errorf("%s:%d: a key must be plain text", w.name, key.Line)
		}
		w.out = append(planner.AppendJSONString(w.out, key.Value), ':')
		if err := w.write(n.Content[i+1]); err != nil {
			return err
		}
	}
	w.out = append(w.out, '}')
	return nil
}

// scalar writes by JSON's idea of scalars: a YAML timestamp or octal number is a string.
func (w *yamlWriter) scalar(n *yaml.Node) error {
	switch tag := n.ShortTag(); tag {
	case "!!null":
		w.out = append(w.out, "null"...)
	case "!!bool":
		var b bool
		if err := n.Decode(&b); err != nil {
			return fmt.Errorf("%s:%d: %w", w.name, n.Line, err)
		}
		w.out = fmt.Append(w.out, b)
	case "!!int", "!!float":
		if !json.Valid([]byte(n.Value)) {
			w.out = planner.AppendJSONString(w.out, n.Value)
			return nil
		}
		w.out = append(w.out, n.Value...)
	case "!!str", "!!timestamp":
		w.out = planner.AppendJSONString(w.out, n.Value)
	default:
		return fmt.Errorf("%s:%d: unknown tag %s", w.name, n.Line, tag)
	}
	return nil
}

// jsonKind tells the first byte of a JSON value, 0 for none.
func jsonKind(data json.RawMessage) byte {
	if data = bytes.TrimSpace(data); len(data) == 0 {
		return 0
	}
	return data[0]
}
