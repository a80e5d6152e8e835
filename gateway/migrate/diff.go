package migrate

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/difference"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// diffCommand is `weft metadata diff [dir1] [dir2]`: what applying would change, or how two
// directories differ. Both sides are laid out alike first, so that only what a person
// changed shows.
func diffCommand(f *flags) *cobra.Command {
	var format, output string
	cmd := &cobra.Command{Use: "diff [dir1] [dir2]", Short: "Compare the project's metadata with the server's", Args: cobra.MaximumNArgs(2)}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := oneOf("type", format, "", "unified-json", "unified-yaml", "yaml", "json"); err != nil {
			return err
		}
		if err := oneOf("output", output, "", "json"); err != nil {
			return err
		}
		s := &session{out: cmd.OutOrStdout(), colour: !f.noColor && takesColours(cmd.OutOrStdout())}
		var sides [2]side
		var err error
		switch len(args) {
		case 2:
			sides, err = directories(args)
		default:
			if s, err = f.connect(cmd); err == nil {
				sides, err = s.withServer(cmd, args)
			}
		}
		if err != nil {
			return err
		}
		if output == "json" {
			return s.listDifferences(sides)
		}
		return s.diff(sides, strings.HasSuffix(format, "json"))
	}
	cmd.Flags().StringVar(&format, "type", "", "unified-json, unified-yaml, yaml or json")
	cmd.Flags().StringVarP(&output, "output", "o", "", "json: list the objects that differ instead of the lines")
	return cmd
}

// side is one of the two documents that are compared.
type side struct {
	label    string
	document []byte
}

func directories(names []string) (sides [2]side, err error) {
	for i, name := range names {
		sides[i].label = name
		if sides[i].document, err = documentAt(name, false); err != nil {
			return sides, err
		}
	}
	return sides, nil
}

func (s *session) withServer(cmd *cobra.Command, args []string) (sides [2]side, err error) {
	server, err := s.export(cmd.Context())
	if err != nil {
		return sides, err
	}
	if len(args) == 1 {
		local, err := documentAt(args[0], false)
		return [2]side{{"server", server}, {args[0], local}}, err
	}
	local, err := projectDocument(s.project)
	return [2]side{{"server", server}, {"project", local}}, err
}

// laidOut is the document as a server would export it, in version 2 if it is an older one.
func (d side) laidOut() ([]byte, error) {
	if doc, err := metadata.Decode(d.document); err == nil {
		return doc.Export()
	}
	legacy, err := metadata.DecodeLegacy(d.document, nil)
	if err != nil || legacy == nil {
		return d.document, nil //nolint:nilerr // what is no valid document is compared as it is
	}
	doc, err := legacy.Onto(&metadata.Document{Sources: []*postgres.Source{{Name: defaultDatabase}}})
	if err != nil {
		return nil, err
	}
	whole, err := doc.Export()
	if err != nil {
		return nil, err
	}
	return metadata.Downgrade(whole)
}

// listDifferences tells a script which objects differ.
func (s *session) listDifferences(sides [2]side) error {
	before, err := sides[0].laidOut()
	if err != nil {
		return err
	}
	after, err := sides[1].laidOut()
	if err != nil {
		return err
	}
	changes, err := difference.Compare(before, after)
	if err != nil {
		return err
	}
	return s.json(append([]difference.Change{}, changes...))
}

// files lays a document out: one text per file of its directory, or one for all.
func (d side) files(asJSON bool) (map[string][]byte, error) {
	document, err := d.laidOut()
	if err != nil {
		return nil, err
	}
	if !asJSON {
		return metadata.DirectoryFiles(document)
	}
	text, err := formatted(document, "json")
	return map[string][]byte{"metadata.json": text}, err
}

func (s *session) diff(sides [2]side, asJSON bool) error {
	before, err := sides[0].files(asJSON)
	if err != nil {
		return err
	}
	after, err := sides[1].files(asJSON)
	if err != nil {
		return err
	}
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		text := diff.Diff(sides[0].label+"/"+name, before[name], sides[1].label+"/"+name, after[name])
		// The first line names the command `diff`, which nobody has run.
		_, text, _ = bytes.Cut(text, []byte("\n"))
		for line := range bytes.Lines(text) {
			if _, err := fmt.Fprint(s.out, s.paint(string(line))); err != nil {
				return err
			}
		}
	}
	return nil
}

// paint colours a line of a unified diff.
func (s *session) paint(line string) string {
	switch line[0] {
	case '+':
		return s.coloured(green, line)
	case '-':
		return s.coloured(red, line)
	}
	return line
}
