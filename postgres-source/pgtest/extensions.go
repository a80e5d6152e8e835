package pgtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// WithExtensions is [New] with extensions installed in schema public. The test is skipped
// where they are not on the machine; see [Missing].
func WithExtensions(tb testing.TB, extensions ...string) string {
	tb.Helper()
	slices.Sort(extensions)
	admin := server(tb)
	template, err := extensionTemplate(tb.Context(), admin, extensions)
	var missing *missingError
	if errors.As(err, &missing) {
		Missing(tb, missing.Error())
	}
	if err != nil {
		tb.Fatal(err)
	}
	return create(tb, template)
}

type missingError struct{ extension string }

func (e *missingError) Error() string {
	return fmt.Sprintf("the PostgreSQL extension %s is not on this machine", e.extension)
}

// templateLock is the advisory lock under which test processes make template databases.
const templateLock = 7301

// extensionTemplate returns the name of a database with the extensions, made by the first
// who asks: PostGIS takes a second to install, a copy does not.
func extensionTemplate(ctx context.Context, admin string, extensions []string) (string, error) {
	name := "template_" + strings.Join(extensions, "_")
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }() // gives the lock back
	for _, extension := range extensions {
		var ok bool
		err := conn.QueryRow(ctx, "select exists (select from pg_available_extensions where name = $1)", extension).Scan(&ok)
		if err != nil {
			return "", err
		}
		if !ok {
			return "", &missingError{extension}
		}
	}
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", templateLock); err != nil {
		return "", err
	}
	var exists bool
	if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&exists); err != nil || exists {
		return name, err
	}
	return name, makeTemplate(ctx, conn, name, extensions)
}

// makeTemplate builds under another name: what has the final one is complete.
func makeTemplate(ctx context.Context, conn *pgx.Conn, name string, extensions []string) error {
	unfinished := name + "_unfinished"
	for _, sql := range []string{
		"drop database if exists " + sqlname.Ident(unfinished) + " with (force)",
		"create database " + sqlname.Ident(unfinished) + " template template0",
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	config := conn.Config()
	config.Database = unfinished
	inside, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	for _, extension := range extensions {
		if _, err := inside.Exec(ctx, "create extension "+sqlname.Ident(extension)+" cascade"); err != nil {
			return errors.Join(err, inside.Close(ctx))
		}
	}
	if err := inside.Close(ctx); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "alter database "+sqlname.Ident(unfinished)+" rename to "+sqlname.Ident(name))
	return err
}
