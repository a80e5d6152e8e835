package actionlog

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/weftql/weft/gateway/actions"
)

// Log is the table. It is safe for concurrent use.
type Log struct{ pool *pgxpool.Pool }

var _ actions.Log = (*Log)(nil)

// Open connects to the metadata database.
func Open(ctx context.Context, url string) (*Log, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("action log: %w", err)
	}
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe // for transaction-pooling PgBouncers
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("action log: %w", err)
	}
	return &Log{pool: pool}, nil
}

// Close ends the connections.
func (l *Log) Close() { l.pool.Close() }

// Create adds a run to be done.
func (l *Log) Create(ctx context.Context, job *actions.Job) (string, error) {
	headers, err := json.Marshal(flat(job.Headers))
	if err != nil {
		return "", fmt.Errorf("action log: %w", err)
	}
	session, err := json.Marshal(job.Session)
	if err != nil {
		return "", fmt.Errorf("action log: %w", err)
	}
	var id string
	err = l.pool.QueryRow(ctx, `insert into hdb_catalog.hdb_action_log
		(action_name, input_payload, request_headers, session_variables, status)
		values ($1, $2::text::jsonb, $3::text::jsonb, $4::text::jsonb, 'created') returning id::text`,
		job.Action, string(job.Input), string(headers), string(session)).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("action log: %w", err)
	}
	return id, nil
}

// flat is headers as they are kept: one value by name.
func flat(headers http.Header) map[string]string {
	kept := make(map[string]string, len(headers))
	for name, values := range headers {
		kept[name] = strings.Join(values, ", ")
	}
	return kept
}

// Find returns a run of an action, or [actions.ErrUnknownRun].
func (l *Log) Find(ctx context.Context, action, id string) (*actions.Run, error) {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return nil, fmt.Errorf("action log: %w: %w", actions.ErrUnknownRun, err)
	}
	run := &actions.Run{ID: parsed.String()}
	var created string
	var session, answer, failure []byte
	err = l.pool.QueryRow(ctx, `select to_json(created_at)::text, session_variables, response_payload, errors
		from hdb_catalog.hdb_action_log where id = $1 and action_name = $2`, run.ID, action).
		Scan(&created, &session, &answer, &failure)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, fmt.Errorf("action log: %w %s", actions.ErrUnknownRun, id)
	case err != nil:
		return nil, fmt.Errorf("action log: %w", err)
	}
	run.CreatedAt, run.Answer, run.Failure = json.RawMessage(created), answer, failure
	if err := json.Unmarshal(session, &run.Session); err != nil {
		return nil, fmt.Errorf("action log: session variables: %w", err)
	}
	return run, nil
}

//go:embed claim.sql
var claimSQL string

// Claim takes runs that are to be done.
func (l *Log) Claim(ctx context.Context, limit int) ([]*actions.Job, error) {
	rows, err := l.pool.Query(ctx, claimSQL, limit)
	if err != nil {
		return nil, fmt.Errorf("action log: %w", err)
	}
	jobs, err := pgx.CollectRows(rows, readJob)
	if err != nil {
		return nil, fmt.Errorf("action log: %w", err)
	}
	return jobs, nil
}

func readJob(row pgx.CollectableRow) (*actions.Job, error) {
	job := &actions.Job{Headers: http.Header{}}
	var input, headers, session []byte
	if err := row.Scan(&job.ID, &job.Action, &input, &headers, &session); err != nil {
		return nil, err
	}
	job.Input = input
	kept := map[string]string{}
	if err := errors.Join(json.Unmarshal(headers, &kept), json.Unmarshal(session, &job.Session)); err != nil {
		return nil, fmt.Errorf("run %s: %w", job.ID, err)
	}
	for name, value := range kept {
		job.Headers.Set(name, value)
	}
	return job, nil
}

// Complete ends a run with the handler's answer.
func (l *Log) Complete(ctx context.Context, id string, answer json.RawMessage) error {
	return l.exec(ctx, `update hdb_catalog.hdb_action_log set status = 'completed', response_payload = $2::text::jsonb where id = $1`,
		id, string(answer))
}

// Fail ends a run with an error.
func (l *Log) Fail(ctx context.Context, id string, failure json.RawMessage) error {
	return l.exec(ctx, `update hdb_catalog.hdb_action_log set status = 'error', errors = $2::text::jsonb where id = $1`,
		id, string(failure))
}

// Release gives runs that are being done back to be done again.
func (l *Log) Release(ctx context.Context, ids []string) error {
	return l.exec(ctx, `update hdb_catalog.hdb_action_log set status = 'created' where id = any($1::uuid[]) and status = 'processing'`, ids)
}

// Clear deletes the runs of an action that is dropped.
func (l *Log) Clear(ctx context.Context, action string) error {
	return l.exec(ctx, `delete from hdb_catalog.hdb_action_log where action_name = $1`, action)
}

func (l *Log) exec(ctx context.Context, sql string, args ...any) error {
	if _, err := l.pool.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("action log: %w", err)
	}
	return nil
}
