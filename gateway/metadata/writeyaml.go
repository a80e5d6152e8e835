package metadata

import (
	"bytes"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/weftql/weft/planner"
	"go.yaml.in/yaml/v4"
)

// YAML writes a JSON value as a YAML file as the project files are written: indented by
// two, keys in the value's order (contract/metadata-and-migrations.md 10.2). What the
// reader of such files makes of it is the same value.
func YAML(document []byte) ([]byte, error) {
	v, err := planner.ParseValue(document)
	if err != nil {
		return nil, err
	}
	return dumpYAML(v)
}

// JSON reads YAML as the project files are read. It includes nothing.
func JSON(text []byte) ([]byte, error) {
	return files{fs: os.DirFS(os.DevNull)}.parse("YAML", text, 0)
}

func dumpYAML(v *planner.Value) ([]byte, error) {
	var out bytes.Buffer
	d, err := yaml.NewDumper(&out, yaml.WithV3Defaults(), yaml.WithIndent(2), yaml.WithLineWidth(-1))
	if err != nil {
		return nil, err
	}
	if err := d.Dump(yamlNode(v)); err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func yamlNode(v *planner.Value) *yaml.Node {
	switch v.Kind {
	case planner.List:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		for _, item := range v.Items {
			n.Content = append(n.Content, yamlNode(item))
		}
		return n
	case planner.Object:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, m := range v.Members {
			n.Content = append(n.Content, yamlText(m.Name), yamlNode(m.Value))
		}
		return n
	case planner.String:
		return yamlText(v.Text)
	case planner.Enum:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v.Text, Style: yaml.DoubleQuotedStyle}
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: string(v.AppendJSON(nil))}
}

// includeValue marks an include among the values to be written: an enum value, which JSON
// does not have.
func includeValue(file string) *planner.Value {
	return &planner.Value{Kind: planner.Enum, Text: "!include " + file}
}

// yamlText writes a string. Several lines become a literal block where that keeps every
// byte; a text that a reader would take for an include is tagged.
func yamlText(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if _, include := cutInclude(s); include {
		n.Style = yaml.DoubleQuotedStyle | yaml.TaggedStyle
		return n
	}
	switch {
	case strings.Contains(s, "\n") && keepsAsBlock(s):
		n.Style = yaml.LiteralStyle
	case strings.ContainsFunc(s, needsEscape):
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// keepsAsBlock tells whether a literal block keeps the text: its first line shows the
// indentation, no line ends in blanks that editors cut, nothing needs an escape.
func keepsAsBlock(s string) bool {
	if !utf8.ValidString(s) || unicode.IsSpace(rune(s[0])) {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimRightFunc(line, unicode.IsSpace) != line || strings.ContainsFunc(line, needsEscape) {
			return false
		}
	}
	return true
}

func needsEscape(r rune) bool {
	return r != ' ' && !unicode.IsGraphic(r) || r == '\u2028' || r == '\u2029' || r == '\u0085' || r == '\ufeff'
}
