package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"
	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/gateway/embedded"
	"github.com/weftql/weft/postgres-source/pgserver"
)

// database is the name of the shop's database on the demo's server.
const database = "shop"

// data is the demo's folder with the server that runs in it.
type data struct {
	dir    string
	url    string // of the shop's database
	server *embedded.Server
}

// DefaultData is where the database lives when no folder is given: in the user's cache, or,
// because PostgreSQL's user cannot enter that of root, in /var/lib.
func DefaultData() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/weft-demo", nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no place for the database: %w; name a folder with --data", err)
	}
	return filepath.Join(cache, "weft", "demo"), nil
}

// openData starts the server and sees to it that the shop is there.
func openData(ctx context.Context, o Options) (*data, error) {
	dir := o.Data
	if dir == "" {
		var err error
		if dir, err = DefaultData(); err != nil {
			return nil, err
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	o.say("Starting PostgreSQL in %s\n", dir)
	server, err := embedded.Start(ctx, embedded.Options{
		Dir:   filepath.Join(dir, "postgres"),
		Fetch: embedded.FetchOptions{Progress: o.sayFetched},
	})
	var held *pgserver.HeldError
	switch {
	case errors.As(err, &held):
		return nil, fmt.Errorf("a demo is running on %s already (process %d): end it, or give this one another folder with --data", dir, held.PID)
	case err != nil:
		return nil, err
	}
	d := &data{dir: dir, url: server.URL(database), server: server}
	if err := d.fill(ctx, o); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// sayFetched shows how much of PostgreSQL has come, on one line that is written over.
func (o *Options) sayFetched(done, total int64) {
	const megabyte = 1 << 20
	switch {
	case total < 0:
		o.say("\rFetching PostgreSQL: %d MB", done/megabyte)
	case done < total:
		o.say("\rFetching PostgreSQL: %d of %d MB", done/megabyte, total/megabyte)
	default:
		o.say("\rFetching PostgreSQL: %d MB, done\n", total/megabyte)
	}
}

// fill creates the database and loads the shop, unless they are there.
func (d *data) fill(ctx context.Context, o Options) error {
	if err := d.createDatabase(ctx, o.Fresh); err != nil {
		return fmt.Errorf("creating the shop's database: %w", err)
	}
	conn, err := pgx.Connect(ctx, d.url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx)) //nolint:errcheck // all is committed
	loaded, err := shop.Loaded(ctx, conn)
	if err != nil || loaded {
		return err
	}
	o.say("Loading the shop\n")
	return shop.Load(ctx, conn)
}

func (d *data) createDatabase(ctx context.Context, fresh bool) error {
	conn, err := pgx.Connect(ctx, d.server.URL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is pending
	name := pgx.Identifier{database}.Sanitize()
	if fresh {
		if _, err := conn.Exec(ctx, `drop database if exists `+name+` with (force)`); err != nil {
			return err
		}
	}
	var exists bool
	err = conn.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, database).Scan(&exists)
	if err != nil || exists {
		return err
	}
	_, err = conn.Exec(ctx, `create database `+name)
	return err
}

func (d *data) close() error { return d.server.Stop() }
