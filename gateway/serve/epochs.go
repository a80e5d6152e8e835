package serve

import (
	"github.com/weftql/weft/gateway/collections"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/rest"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pool"
	"github.com/weftql/weft/postgres-source/schema"
	remote "github.com/weftql/weft/remote-schemas"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// epochOptions hands the process's options to the rooms that build epochs.
func (g *gateway) epochOptions() roles.Options {
	s := &g.options.Schema
	client := outgoing.NewClient(outgoing.Options{Version: config.APIVersion})
	env := outgoing.Env(g.around.Env)
	o := roles.Options{
		Env:              env,
		Logger:           g.logger,
		Checks:           []roles.Check{collections.Check, rest.Check},
		Database:         databaseOptions(s),
		Pool:             poolDefaults(&g.options.Database),
		NamingEnabled:    s.Has("naming_convention"),
		NamingConvention: s.NamingConvention,
		Remote: remote.Settings{
			Env: env, Client: client, EnablePermissions: s.RemotePermissions,
			SkipNulls: s.RemoteSkipNulls, PrioritizeData: s.RemotePrioritizeData,
		},
		Actions: &webhook.Caller{Env: env, Client: client, ConfiguredFirst: s.ConfiguredHeadersFirst},
		Bind: planner.BindOptions{
			NoNullUnboundVariableDefault: s.Has("no_null_unbound_variable_default"),
			NullInNonNullableVariables:   s.NullForNonNullable,
			BooleanNullCollapse:          s.BooleanNullCollapse,
			Federation:                   federated(s),
		},
	}
	if g.runs != nil { // an interface that holds a nil pointer would not be nil
		o.ActionLog = g.runs
	}
	return o
}

func databaseOptions(s *config.Schema) postgres.Options {
	return postgres.Options{
		Model: model.Options{ExplicitFunctionPermissions: !s.InferFunctions},
		Schema: schema.Options{
			Sep2023:                   s.NamingSep2023,
			HideUpdateMany:            s.Has("hide_update_many_fields"),
			HideAggregationPredicates: s.Has("hide_aggregation_predicates"),
			HideStreams:               s.Has("hide_stream_fields"),
			OpaqueArrays:              s.Has("disable_postgres_arrays"),
			Federation:                federated(s),
		},
		StringifyNumbers: s.StringifyNumbers,
		NativeUnchecked:  s.NativeQueriesUnchecked,
		NullCollapse:     s.BooleanNullCollapse,
	}
}

func federated(s *config.Schema) bool { return s.ApolloFederation || s.Has("apollo_federation") }

// poolDefaults are the settings of sources without their own
// (contract/auth-and-server.md 12.1). Prepared statements are off unless a source's
// metadata turns them on: the flag is for the source `default` of a fresh catalog.
func poolDefaults(d *config.Database) pool.Settings {
	return pool.Settings{
		MaxConnections: d.Connections * max(d.Stripes, 1),
		IdleTimeout:    d.IdleTimeout, ConnectionLifetime: d.Lifetime,
		AcquireTimeout: d.PoolTimeout, Retries: d.Retries,
	}
}
