package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/pgserver"
	"github.com/weftql/weft/postgres-source/sqlscript"
)

// dump answers /v1alpha1/pg_dump (contract/metadata-and-migrations.md 9).
func (a *API) dump(ctx context.Context, in *server.Call) (*server.Answer, error) {
	if _, err := planner.ParseValue(in.Body); err != nil {
		return nil, &planner.Fault{Code: border.CodeInvalidJSON, Message: err.Error(), Status: http.StatusBadRequest}
	}
	o := args.Open(in.Body, nil)
	o.Must("opts")
	opts, clean, source := o.Texts("opts"), o.Flag("clean_output", false), o.TextOr("source", "default")
	if err := o.Err(); err != nil {
		return nil, err
	}
	db := a.options.Keeper.Epoch().Database(source)
	if db == nil {
		return nil, &planner.Fault{Code: planner.CodeNotFound, Message: fmt.Sprintf("source %q not found", source), Status: http.StatusBadRequest}
	}
	out, err := pgDump(ctx, db.Pool().Pgx().Config().ConnString(), opts)
	if err != nil {
		return nil, err
	}
	if clean {
		out = cleanDump(out)
	}
	return &server.Answer{ContentType: "application/sql; charset=utf-8", Body: out}, nil
}

// pgDump runs pg_dump. Options that name another database or a file would reach beyond the
// source, and are refused.
func pgDump(ctx context.Context, url string, opts []string) ([]byte, error) {
	for _, opt := range opts {
		if reachesBeyond(opt) {
			return nil, &planner.Fault{Code: planner.CodeNotSupported, Message: "the option " + opt + " of pg_dump is not allowed", Path: "$.opts"}
		}
	}
	program := findDump()
	arguments := slices.Concat([]string{"--encoding=utf8"}, restrictKey(ctx, program), opts, []string{"--dbname=" + url})
	cmd := exec.CommandContext(ctx, program, arguments...) //nolint:gosec // arguments, not a shell
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		reason := stderr.String()
		if errors.Is(err, exec.ErrNotFound) {
			reason = "pg_dump is not installed where the server runs"
		}
		return nil, &planner.Fault{Code: planner.CodeUnexpected, Message: "error while executing pg_dump",
			Internal: planner.AppendJSONString(nil, reason), Cause: err}
	}
	return stdout.Bytes(), nil
}

// reachesBeyond tells whether an option names a file or a database. A long name may be
// shortened, and letters without a value may stand before another one: -Of/tmp/x is -O and
// -f/tmp/x.
func reachesBeyond(opt string) bool {
	if long, is := strings.CutPrefix(opt, "--"); is {
		name, _, _ := strings.Cut(long, "=")
		return name != "" && slices.ContainsFunc([]string{"file", "filter", "dbname"}, func(whole string) bool {
			return strings.HasPrefix(whole, name)
		})
	}
	letters, is := strings.CutPrefix(opt, "-")
	if !is {
		return false
	}
	const withValue = "eEFhjnNpStTUZ"
	if end := strings.IndexAny(letters, withValue); end >= 0 {
		letters = letters[:end]
	}
	return strings.ContainsAny(letters, "fd")
}

// findDump returns the program: that of PATH, else the one beside a server on this machine.
var findDump = sync.OnceValue(func() string {
	if path, err := exec.LookPath("pg_dump"); err == nil {
		return path
	}
	if dir, err := pgserver.Find(); err == nil {
		return filepath.Join(dir, "pg_dump")
	}
	return "pg_dump"
})

// restrictKey makes dumps repeatable, for those versions of pg_dump that write a random key
// otherwise.
func restrictKey(ctx context.Context, program string) []string {
	help, err := exec.CommandContext(ctx, program, "--help").Output() //nolint:gosec // our own program
	if err != nil || !bytes.Contains(help, []byte("--restrict-key")) {
		return nil
	}
	return []string{"--restrict-key=hasura"}
}

// preamble matches the lines every dump begins with, and triggers that the gateway makes
// itself.
var preamble = regexp.MustCompile(`(?s)^(SET (statement_timeout|lock_timeout|idle_in_transaction_session_timeout|transaction_timeout|client_encoding|` +
	`standard_conforming_strings|check_function_bodies|xmloption|client_min_messages|row_security|default_tablespace|` +
	`default_with_oids|default_table_access_method) = .*;|SELECT pg_catalog\.set_config\('search_path', '', false\);|` +
	`CREATE SCHEMA public;|COMMENT ON SCHEMA public IS .*;|CREATE TRIGGER "?notify_hasura_.*|\\(un)?restrict .*|--.*|\s*)$`)

// rows matches the line behind which rows stand as they are, until a line of endOfRows.
var rows = regexp.MustCompile(`(?s)^COPY .* FROM stdin;$`)

const endOfRows = "\n\\.\n"

// cleanDump leaves out what says nothing about the schema. Lines inside of texts, bodies of
// functions and rows are no lines of the dump.
func cleanDump(dump []byte) []byte {
	rest := string(dump)
	out := make([]byte, 0, len(dump))
	for rest != "" {
		n := sqlscript.Line(rest)
		line := strings.TrimRight(rest[:n], "\r\n")
		if rows.MatchString(line) {
			if end := strings.Index(rest[n-1:], endOfRows); end >= 0 {
				n += end - 1 + len(endOfRows)
			}
		}
		if !preamble.MatchString(line) {
			out = append(out, rest[:n]...)
		}
		rest = rest[n:]
	}
	return out
}
