package migrate

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/weftql/weft/gateway/rehearsal"
)

// planFlags are those of `weft plan`.
type planFlags struct {
	output               string
	failOnBreaking       bool
	transactions         transactionFlags
	lockTimeout, timeout time.Duration
}

// planCommand is `weft plan`, an addition of ours: it rehearses what `weft deploy` would do.
func planCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "plan", Args: cobra.NoArgs, Short: "Rehearse a deployment and leave nothing of it",
		Long: `Rehearse what deploy would do. The server runs the pending migrations of all databases, each in a
transaction, and builds what it would serve with the project's metadata; then it rolls back. The
report tells the changes of the database schema with the locks they take, what the metadata loses,
how the GraphQL schema of each role changes, and which saved operations (query collections, REST
endpoints, the allow list) would not work any more. Roles that only sessions name all see the same,
and are told of together; "(Relay)" marks what only clients of the Relay endpoint meet.

All migrations of a database share one transaction here, and have one each in a deployment: a lock
that an earlier one holds is told again, with the strongest it can be, where a migration names the
relation.

The locks are held until the rehearsal ends, and nobody is waited for longer than --lock-timeout:
that long others may have to wait. What Postgres does not roll back stays: numbers that sequences
gave out. Statements that reach outside of the database, and those that cannot run in a transaction
of migrations without one, are told and not run.

The exit code is 1 when a migration fails, and with --fail-on-breaking when clients would break.`,
	}
	f := projectFlags(cmd)
	var p planFlags
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := oneOf("output", p.output, "", "json"); err != nil {
			return err
		}
		s, err := f.connect(cmd)
		if err != nil {
			return err
		}
		return p.run(cmd, s)
	}
	cmd.Flags().StringVarP(&p.output, "output", "o", "", "json")
	cmd.Flags().BoolVar(&p.failOnBreaking, "fail-on-breaking", false, "fail when clients would break")
	p.transactions.add(cmd)
	cmd.Flags().DurationVar(&p.lockTimeout, "lock-timeout", 2*time.Second, "how long to wait for a lock, at most 30s")
	cmd.Flags().DurationVar(&p.timeout, "timeout", time.Minute, "how long the rehearsal may take, at most 10m")
	return cmd
}

// planned is what is printed: the server's report, and what the project alone tells.
type planned struct {
	rehearsal.Report
	Warnings []string `json:"warnings"`
}

func (p *planFlags) run(cmd *cobra.Command, s *session) error {
	transactions, err := p.transactions.of(s)
	if err != nil {
		return err
	}
	request, err := s.planRequest(cmd.Context(), transactions)
	if err != nil {
		return err
	}
	request.LockTimeout, request.Timeout = p.lockTimeout.Milliseconds(), p.timeout.Milliseconds()
	result := planned{Warnings: request.warnings}
	s.note("rehearsing %s and the metadata", counted(request.migrations(), "migration"))
	if err := s.client.Plan(cmd.Context(), request, &result.Report); err != nil {
		return noPlan(err)
	}
	if p.output == "json" {
		err = s.json(&result)
	} else {
		err = s.printPlan(&result)
	}
	switch {
	case err != nil:
		return err
	case result.Fails:
		return errors.New("the deployment would fail")
	case result.Breaks && p.failOnBreaking:
		return errors.New("the deployment would break clients")
	}
	return nil
}
