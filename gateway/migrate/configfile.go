package migrate

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v4"
)

// setConfig sets keys of a project's config.yaml, given as key, value, key, value. All else
// stays as it is, comments too.
func setConfig(dir string, pairs ...string) error {
	name := filepath.Join(dir, "config.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(doc.Content) == 0 {
		doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return fmt.Errorf("%s: a mapping is expected", name)
	}
	for i := len(pairs) - 2; i >= 0; i -= 2 { // new ones go to the top
		setKey(root, pairs[i], pairs[i+1])
	}
	var out bytes.Buffer
	d, err := yaml.NewDumper(&out, yaml.WithV3Defaults(), yaml.WithIndent(2), yaml.WithLineWidth(-1))
	if err == nil {
		err = errors.Join(d.Dump(&doc), d.Close())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	mode := fs.FileMode(0o600) // it may hold a secret
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	return os.WriteFile(name, out.Bytes(), mode)
}

// setKey sets a scalar of a mapping; a new one goes to the top.
func setKey(root *yaml.Node, key, value string) {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == key {
			old := root.Content[i+1]
			*old = yaml.Node{Kind: yaml.ScalarNode, Value: value, LineComment: old.LineComment, FootComment: old.FootComment}
			return
		}
	}
	pair := []*yaml.Node{{Kind: yaml.ScalarNode, Value: key}, {Kind: yaml.ScalarNode, Value: value}}
	root.Content = append(pair, root.Content...)
}
