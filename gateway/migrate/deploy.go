package migrate

import (
	"context"

	"github.com/spf13/cobra"
)

// deployCommand is `weft deploy` (contract/metadata-and-migrations.md 10.5).
func deployCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "deploy", Short: "Apply metadata, then migrations, then metadata again", Args: cobra.NoArgs}
	f := projectFlags(cmd)
	var withSeeds bool
	var transactions transactionFlags
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		s, err := f.connect(cmd)
		if err != nil {
			return err
		}
		return s.deploy(cmd.Context(), withSeeds, transactions)
	}
	cmd.Flags().BoolVar(&withSeeds, "with-seeds", false, "apply the seeds at the end")
	transactions.add(cmd)
	return cmd
}

func (s *session) deploy(ctx context.Context, withSeeds bool, transactions transactionFlags) error {
	metadata := s.applyProject
	migrations := func(ctx context.Context) error { return s.migrateAll(ctx, transactions) }
	steps := []func(context.Context) error{metadata, s.greet, migrations, metadata, s.reload}
	if s.project.Version < 3 {
		steps = []func(context.Context) error{migrations, metadata, s.reload}
	}
	if withSeeds {
		steps = append(steps, s.seedAll)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	found, err := s.inconsistencies(ctx)
	s.warn(found.Objects)
	return err
}

// applyProject applies the project's metadata; what does not work yet may after the next
// step.
func (s *session) applyProject(ctx context.Context) error {
	document, err := projectDocument(s.project)
	if err != nil {
		return err
	}
	s.note("applying metadata")
	_, err = s.apply(ctx, document, true)
	return err
}

func (s *session) migrateAll(ctx context.Context, transactions transactionFlags) error {
	a := applyFlags{database: &databaseFlag{all: true}, typ: "up", transactions: transactions}
	return a.run(ctx, s)
}

func (s *session) seedAll(ctx context.Context) error {
	return s.seedEach(ctx, &databaseFlag{all: true}, nil)
}
