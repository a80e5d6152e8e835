package rehearsal

import (
	"encoding/json"
	"slices"
	"time"

	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// Request is what is to be deployed.
type Request struct {
	Databases []Migrations
	// Metadata is the document to replace the current one, as replace_metadata takes it; nil
	// keeps the current one.
	Metadata json.RawMessage
	// NoTransaction tells that the migrations are going to be applied statement by statement,
	// so that those may be in them which cannot run in a transaction.
	NoTransaction bool
	// LockTimeout bounds the wait for each lock, Timeout the whole rehearsal.
	LockTimeout, Timeout time.Duration
}

// Migrations are those of one database, in the order they are to be run.
type Migrations struct {
	Database string
	Scripts  []Script
}

// Script is the SQL of one migration.
type Script struct {
	Version uint64
	Name    string
	SQL     string
	// NoTransaction is Request.NoTransaction for this one.
	NoTransaction bool
}

// Bounds of what a rehearsal may hold up.
const (
	defaultLockTimeout = 2 * time.Second
	maxLockTimeout     = 30 * time.Second
	defaultTimeout     = time.Minute
	maxTimeout         = 10 * time.Minute
)

// decode reads a request. The error is a *planner.Fault.
func decode(body []byte) (*Request, error) {
	o := args.Open(body, nil)
	r := &Request{
		Databases:     args.List(o, "databases", decodeDatabase),
		NoTransaction: o.Flag("no_transaction", false),
		LockTimeout:   bounded(o, "lock_timeout_ms", defaultLockTimeout, maxLockTimeout),
		Timeout:       bounded(o, "timeout_ms", defaultTimeout, maxTimeout),
	}
	o.Refuse(o.At("databases"), args.Distinct(o.At("databases"), "databases", r.Databases, func(m Migrations) string { return m.Database }))
	if data, ok := o.Raw("metadata"); ok {
		r.Metadata = slices.Clone(data)
	}
	o.Done("Plan")
	return r, o.Err()
}

func bounded(o *args.Object, key string, absent, most time.Duration) time.Duration {
	n := o.Number(key, int(absent/time.Millisecond))
	if n < 1 || n > int(most/time.Millisecond) {
		o.Fail(o.At(key), "expected milliseconds between 1 and %d", most/time.Millisecond)
	}
	return time.Duration(n) * time.Millisecond
}

func decodeDatabase(data json.RawMessage, path *planner.Path) (Migrations, error) {
	o := args.Open(data, path)
	m := Migrations{Database: o.Name("name"), Scripts: args.MustList(o, "migrations", decodeScript)}
	o.Done("Database")
	return m, o.Err()
}

func decodeScript(data json.RawMessage, path *planner.Path) (Script, error) {
	o := args.Open(data, path)
	s := Script{Version: uint64(max(o.Number("version", 0), 0)), Name: o.OptText("name"), SQL: o.Text("sql"), //nolint:gosec // not negative
		NoTransaction: o.Flag("no_transaction", false)}
	o.Done("Migration")
	return s, o.Err()
}
