package roles

import (
	"log/slog"

	"github.com/weftql/weft/gateway/actions"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/pool"
	remote "github.com/weftql/weft/remote-schemas"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// Options are a process's settings for all its epochs.
type Options struct {
	// Env looks up the variables that metadata refers to.
	Env outgoing.Env
	// Database is what a database source is opened with; Name, Pool, Metadata and Previous
	// are filled in per source.
	Database postgres.Options
	// Pool holds the settings of connections for sources without their own
	// (contract/auth-and-server.md 12.1).
	Pool pool.Settings
	// NamingConvention is the default for sources without one; it counts only when
	// NamingEnabled is set (contract/postgres-graphql.md 1.6).
	NamingConvention string
	NamingEnabled    bool
	Remote           remote.Settings
	Actions          *webhook.Caller
	// ActionLog keeps the runs of asynchronous actions; nil: there can be none.
	ActionLog actions.Log
	Bind      planner.BindOptions
	Cache     planner.CacheOptions
	// Checks look at a whole epoch once it is built, for what else is inconsistent.
	Checks []Check
	Logger *slog.Logger
}
