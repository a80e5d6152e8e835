package metadata

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Stored reads the document of a metadata database that has one, and changes nothing.
func Stored(ctx context.Context, url string) (*Document, error) {
	var body string
	err := once(ctx, url, func(conn *pgx.Conn) error {
		return conn.QueryRow(ctx, `select metadata::text from hdb_catalog.hdb_metadata where id = 1`).Scan(&body)
	})
	if err != nil {
		return nil, err
	}
	return Decode([]byte(body))
}

// Clean drops the catalog of a metadata database with all that is in it.
func Clean(ctx context.Context, url string) error {
	return once(ctx, url, func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, `drop schema if exists hdb_catalog cascade`)
		return err
	})
}

// once does something on a connection of its own.
func once(ctx context.Context, url string, do func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("metadata database: %w", err)
	}
	defer conn.Close(ctx) //nolint:errcheck // what was done is done
	if err := do(conn); err != nil {
		return fmt.Errorf("metadata database: %w", err)
	}
	return nil
}
