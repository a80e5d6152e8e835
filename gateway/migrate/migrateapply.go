package migrate

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/weftql/weft/gateway/migrate/history"
)

// applyFlags are those of `weft migrate apply`.
type applyFlags struct {
	database                     *databaseFlag
	up, down, goTo, version, typ string
	skip, dryRun                 bool
	transactions                 transactionFlags
	output                       string
}

func migrateApplyCommand(f *flags, d *databaseFlag) *cobra.Command {
	a := applyFlags{database: d}
	cmd := connected("apply", "Run migrations", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		return a.run(cmd.Context(), s)
	})
	d.addAll(cmd)
	cmd.Flags().StringVar(&a.up, "up", "", "run the next N migrations, or all")
	cmd.Flags().StringVar(&a.down, "down", "", "take back the last N migrations, or all")
	cmd.Flags().StringVar(&a.goTo, "goto", "", "run or take back migrations until this version")
	cmd.Flags().StringVar(&a.version, "version", "", "only this version")
	cmd.Flags().StringVar(&a.typ, "type", "up", "with --version: up or down")
	cmd.Flags().BoolVar(&a.skip, "skip-execution", false, "only record what would be run; not with --goto")
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "print what would be run")
	a.transactions.add(cmd)
	cmd.Flags().StringVarP(&a.output, "output", "o", "", "json")
	return cmd
}

func (a *applyFlags) run(ctx context.Context, s *session) error {
	request, err := a.request()
	if err != nil {
		return err
	}
	transactions, err := a.transactions.of(s)
	if err != nil {
		return err
	}
	databases, err := a.database.several(ctx, s)
	if err != nil {
		return err
	}
	done := []appliedStep{}
	err = a.database.forEach(databases, "applying migrations", func(database string) error {
		steps, err := a.runOn(ctx, s, database, request, transactions)
		done = append(done, steps...)
		return err
	})
	if a.output == "json" {
		return errors.Join(err, s.json(done))
	}
	return err
}

// request reads the flags and refuses combinations that say nothing.
func (a *applyFlags) request() (r history.Request, err error) {
	r.SkipExecution, r.Type = a.skip, history.Direction(a.typ)
	given := 0
	for _, text := range []string{a.up, a.down, a.goTo, a.version} {
		if text != "" {
			given++
		}
	}
	switch {
	case given > 1:
		return r, errors.New("Only one migration type can be applied at a time (--up, --down, --version or --goto)")
	case a.typ != "up" && a.typ != "down":
		return r, fmt.Errorf("--type: %q is neither up nor down", a.typ)
	case a.skip && a.goTo != "":
		return r, errors.New("--skip-execution flag can be set only with --version, --up or --down")
	case a.dryRun && a.skip:
		return r, errors.New("both --skip-execution and --dry-run flags cannot be used together")
	case a.dryRun && a.database.all:
		return r, errors.New("both --all-databases and --dry-run flags cannot be used together")
	case a.database.all && (a.goTo != "" || a.version != ""):
		return r, errors.New("--goto and --version cannot be used in conjunction with --all-databases")
	}
	return r, errors.Join(oneOf("output", a.output, "", "json"),
		count("up", a.up, &r.Up), count("down", a.down, &r.Down),
		version("goto", a.goTo, &r.Goto), version("version", a.version, &r.Version))
}

func count(flag, text string, at *int) error {
	switch text {
	case "":
		return nil
	case "all":
		*at = history.All
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return fmt.Errorf("--%s: %q is neither a number of migrations nor all", flag, text)
	}
	*at = n
	return nil
}

func version(flag, text string, at **uint64) error {
	if text == "" {
		return nil
	}
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return fmt.Errorf("--%s: %q is no version", flag, text)
	}
	*at = &v
	return nil
}

// appliedStep is what a script is told of a step.
type appliedStep struct {
	Database string            `json:"database"`
	Version  uint64            `json:"version"`
	Name     string            `json:"name"`
	Type     history.Direction `json:"type"`
}

func (a *applyFlags) runOn(ctx context.Context, s *session, database string, request history.Request, transactions history.Transactions) ([]appliedStep, error) {
	h, err := s.history(ctx, database)
	if err != nil {
		return nil, err
	}
	steps, err := history.Plan(h.available, h.applied, request)
	if err != nil {
		return nil, err
	}
	if a.dryRun {
		return nil, s.printSteps(steps)
	}
	if len(steps) == 0 {
		s.note("nothing to apply on database: %s", database)
	}
	runner := history.Runner{Client: s.client, Ledger: h.ledger, Database: database,
		Transactions: transactions, SkipExecution: a.skip}
	var done []appliedStep
	for i, step := range steps {
		s.note("[%d/%d] %s: %s (%s)", i+1, len(steps), database, step.Migration, step.Direction)
		if err := runner.Run(ctx, step); err != nil {
			return done, err
		}
		done = append(done, appliedStep{database, step.Version, step.Name, step.Direction})
	}
	return done, nil
}

func (s *session) printSteps(steps []history.Step) error {
	var rows [][]string
	for _, step := range steps {
		rows = append(rows, []string{strconv.FormatUint(step.Version, 10), string(step.Direction), step.Name})
	}
	return s.table([]string{"VERSION", "TYPE", "NAME"}, rows)
}
