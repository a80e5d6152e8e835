package migrate

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/consoleapi"
)

// recordedSQL joins the SQL among calls. It must be for the database that the migration is for.
func recordedSQL(calls []consoleapi.Call, database string) (string, error) {
	var text strings.Builder
	for _, call := range calls {
		if !isSQL(call) {
			continue
		}
		var args struct{ SQL, Source string }
		if err := json.Unmarshal(call.Args, &args); err != nil {
			return "", fmt.Errorf("%w: the arguments of %s: %w", consoleapi.ErrRequest, call.Type, err)
		}
		if cmp.Or(args.Source, database) != database {
			return "", fmt.Errorf("%w: the migration is for database %q, but its SQL for %q", consoleapi.ErrRequest, database, args.Source)
		}
		text.WriteString(args.SQL + "\n")
	}
	return text.String(), nil
}

// callAll runs calls on the server in their order, and tells how many requests were done when
// one failed: SQL by itself, what stands together else as one.
func (s *session) callAll(ctx context.Context, database string, calls []consoleapi.Call) (done int, err error) {
	for len(calls) > 0 {
		n := 1
		for !isSQL(calls[0]) && n < len(calls) && !isSQL(calls[n]) {
			n++
		}
		if err := s.callTogether(ctx, database, calls[:n]); err != nil {
			return done, err
		}
		calls = calls[n:]
		done++
	}
	return done, nil
}

func (s *session) callTogether(ctx context.Context, database string, calls []consoleapi.Call) error {
	post := s.client.Metadata
	switch {
	case s.project.Version < 3:
		post = s.client.LegacyQuery
	case isSQL(calls[0]):
		post = s.client.Query
	}
	if !isSQL(calls[0]) {
		return post(ctx, client.Call{Type: "bulk", Args: calls}, nil)
	}
	args := map[string]json.RawMessage{}
	if err := json.Unmarshal(calls[0].Args, &args); err != nil {
		return fmt.Errorf("%w: the arguments of %s: %w", consoleapi.ErrRequest, calls[0].Type, err)
	}
	if _, ok := args["source"]; !ok && database != "" {
		name, err := json.Marshal(database)
		if err != nil {
			return err
		}
		args["source"] = name
	}
	return post(ctx, client.Call{Type: calls[0].Type, Args: args}, nil)
}
