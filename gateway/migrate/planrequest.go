package migrate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"

	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/history"
)

// planRequest is the body of /v1/plan.
type planRequest struct {
	Databases     []plannedDatabase `json:"databases"`
	Metadata      json.RawMessage   `json:"metadata"`
	NoTransaction bool              `json:"no_transaction"`
	LockTimeout   int64             `json:"lock_timeout_ms"`
	Timeout       int64             `json:"timeout_ms"`

	transactions history.Transactions
	warnings     []string
}

type plannedDatabase struct {
	Name       string             `json:"name"`
	Migrations []plannedMigration `json:"migrations"`
}

type plannedMigration struct {
	Version uint64 `json:"version"`
	Name    string `json:"name"`
	SQL     string `json:"sql"`
	// NoTransaction is planRequest.NoTransaction for this one.
	NoTransaction bool `json:"no_transaction,omitempty"`
}

func (r *planRequest) migrations() (n int) {
	for _, d := range r.Databases {
		n += len(d.Migrations)
	}
	return n
}

func (r *planRequest) warn(format string, args ...any) {
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}

// planRequest collects what a deployment of the project would do. It changes nothing on the
// server.
func (s *session) planRequest(ctx context.Context, transactions history.Transactions) (*planRequest, error) {
	r := &planRequest{Databases: []plannedDatabase{}, transactions: transactions, NoTransaction: transactions.None, warnings: []string{}}
	var err error
	if r.Metadata, err = projectDocument(s.project); err != nil {
		return nil, err
	}
	databases := []string{defaultDatabase}
	if s.project.Version >= 3 {
		if databases, err = s.deployedDatabases(r.Metadata); err != nil {
			return nil, err
		}
	} else if err := s.onlyDefault(); err != nil {
		return nil, err
	}
	for _, database := range databases {
		if err := s.planDatabase(ctx, r, database); err != nil {
			return nil, fmt.Errorf("migrations of database %s: %w", database, err)
		}
	}
	return r, nil
}

// deployedDatabases are those that the server has once the metadata is applied.
func (s *session) deployedDatabases(document []byte) ([]string, error) {
	var doc struct{ Sources []struct{ Name string } }
	if err := json.Unmarshal(document, &doc); err != nil {
		return nil, err
	}
	names := make([]string, len(doc.Sources))
	for i, source := range doc.Sources {
		names[i] = source.Name
	}
	return names, nil
}

// planDatabase adds the pending migrations of a database.
func (s *session) planDatabase(ctx context.Context, r *planRequest, database string) error {
	available, err := history.Read(os.DirFS(s.project.MigrationsPath(database)))
	if errors.Is(err, fs.ErrNotExist) {
		r.warn("there is no directory of migrations for database %s: the deployment would fail there", database)
		return nil
	}
	if err != nil {
		return err
	}
	ledger := s.ledger(database)
	applied, err := ledger.Applied(ctx)
	if err != nil {
		return err
	}
	changed, err := history.Changed(ctx, ledger, available)
	if err != nil {
		return err
	}
	for _, m := range changed {
		r.warn("%s was changed after it was applied to %s", m, database)
	}
	steps, err := history.Plan(available, applied, history.Request{})
	if err != nil || len(steps) == 0 {
		return err
	}
	planned := plannedDatabase{Name: database, Migrations: []plannedMigration{}}
	for _, step := range steps {
		sql, err := r.sql(step)
		if err != nil {
			return fmt.Errorf("%s: %w", step.Migration, err)
		}
		planned.Migrations = append(planned.Migrations, plannedMigration{step.Version, step.Name, sql, !r.NoTransaction && !r.transactions.For(step.Script())})
	}
	r.Databases = append(r.Databases, planned)
	return nil
}

// sql is what a migration runs. Calls of the metadata API, as scripts of old projects hold
// them, are told: the project's metadata replaces what they do.
func (r *planRequest) sql(step history.Step) (string, error) {
	sql, others, err := scriptSQL(step.Script())
	if len(others) > 0 {
		r.warn("%s also calls %s, which is not rehearsed", step.Migration, strings.Join(others, ", "))
	}
	return sql, err
}

// noPlan explains an answer of servers that cannot rehearse.
func noPlan(err error) error {
	var refused *client.Error
	if errors.As(err, &refused) && refused.Status == http.StatusNotFound {
		return fmt.Errorf("this server does not rehearse deployments: %w", err)
	}
	return err
}
