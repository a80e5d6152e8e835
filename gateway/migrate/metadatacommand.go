package migrate

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/weftql/weft/gateway/migrate/client"
)

// metadataCommand is `weft metadata` (contract/metadata-and-migrations.md 10.3).
func metadataCommand() *cobra.Command {
	cmd := group("metadata", "Move metadata between project and server", []string{"md"})
	f := projectFlags(cmd)
	cmd.AddCommand(exportCommand(f), applyCommand(f), diffCommand(f), reloadCommand(f), clearCommand(f), inconsistencyCommand(f))
	return cmd
}

func exportCommand(f *flags) *cobra.Command {
	var output string
	cmd := connected("export", "Write the server's metadata to the project", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		if err := oneOf("output", output, "", "json", "yaml"); err != nil {
			return err
		}
		document, err := s.export(cmd.Context())
		if err != nil {
			return err
		}
		if output != "" {
			return s.print(document, output)
		}
		if err := s.save(document); err != nil {
			return err
		}
		s.note("Metadata exported")
		return nil
	})
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to standard output instead: json or yaml")
	return cmd
}

func (s *session) print(document []byte, format string) error {
	text, err := formatted(document, format)
	if err == nil {
		_, err = s.out.Write(text)
	}
	return err
}

func applyCommand(f *flags) *cobra.Command {
	var dryRun, strict bool
	var output string
	apply := func(cmd *cobra.Command, s *session, document []byte) error {
		objects, err := s.apply(cmd.Context(), document, !strict)
		if err != nil {
			return err
		}
		s.note("Metadata applied")
		s.warn(objects)
		return nil
	}
	cmd := &cobra.Command{Use: "apply", Short: "Replace the server's metadata by the project's", Args: cobra.NoArgs}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := oneOf("output", output, "", "json", "yaml"); err != nil {
			return err
		}
		p, err := f.load(cmd)
		if err != nil {
			return err
		}
		document, err := projectDocument(p)
		if err != nil {
			return err
		}
		if dryRun {
			return (&session{out: cmd.OutOrStdout()}).print(document, cmp.Or(output, "json"))
		}
		s, err := f.connect(cmd)
		if err != nil {
			return err
		}
		if err := apply(cmd, s, document); err != nil || output == "" {
			return err
		}
		if document, err = s.export(cmd.Context()); err != nil {
			return err
		}
		return s.print(document, output)
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "print the project's metadata, as json unless --output says yaml, and apply nothing")
	cmd.Flags().BoolVar(&strict, "disallow-inconsistent-metadata", false, "refuse metadata with objects that do not work")
	cmd.Flags().StringVarP(&output, "output", "o", "", "print the server's metadata when it is applied: json or yaml")
	return cmd
}

func reloadCommand(f *flags) *cobra.Command {
	return connected("reload", "Let the server look at its databases and remote schemas again", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		if err := s.reload(cmd.Context()); err != nil {
			return err
		}
		s.note("Metadata reloaded")
		found, err := s.inconsistencies(cmd.Context())
		s.warn(found.Objects)
		return err
	})
}

func clearCommand(f *flags) *cobra.Command {
	cmd := connected("clear", "Remove all metadata from the server", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		if err := s.client.Metadata(cmd.Context(), client.Call{Type: "clear_metadata", Args: client.Empty{}}, nil); err != nil {
			return err
		}
		s.note("Metadata cleared")
		return nil
	})
	cmd.Aliases = []string{"reset"}
	return cmd
}

func inconsistencyCommand(f *flags) *cobra.Command {
	var output string
	list := connected("list", "List the objects of the metadata that do not work", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		if err := oneOf("output", output, "", "json"); err != nil {
			return err
		}
		found, err := s.inconsistencies(cmd.Context())
		if err != nil {
			return err
		}
		if output != "" {
			return s.json(append([]client.Inconsistency{}, found.Objects...))
		}
		return s.listInconsistencies(found)
	})
	list.Flags().StringVarP(&output, "output", "o", "", "json")
	list.Aliases = []string{"ls"}
	status := connected("status", "Tell whether all of the metadata works", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		found, err := s.inconsistencies(cmd.Context())
		if err == nil && !found.Consistent {
			err = errors.New("metadata is inconsistent, use list command to see the inconsistent objects")
		}
		if err == nil {
			_, err = fmt.Fprintln(s.out, "metadata is consistent")
		}
		return err
	})
	drop := connected("drop", "Remove the objects that do not work", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		err := s.client.Metadata(cmd.Context(), client.Call{Type: "drop_inconsistent_metadata", Args: client.Empty{}}, nil)
		if err == nil {
			s.note("all inconsistent objects removed from metadata")
		}
		return err
	})
	return group("inconsistency", "Objects of the metadata that do not work", []string{"inconsistencies", "ic"}, list, status, drop)
}

func (s *session) listInconsistencies(found consistency) error {
	if found.Consistent {
		_, err := fmt.Fprintln(s.out, "metadata is consistent")
		return err
	}
	var rows [][]string
	for _, o := range found.Objects {
		rows = append(rows, []string{o.Label(), o.Type, o.Reason})
	}
	return s.table([]string{"NAME", "TYPE", "REASON"}, rows)
}
