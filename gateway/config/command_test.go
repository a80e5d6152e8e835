package config_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/weftql/weft/gateway/config"
)

// start runs a command line and returns the options `serve` got, or nil, with the exit
// code and what was written to stderr.
func start(t *testing.T, env map[string]string, args ...string) (*config.Options, int, string) {
	t.Helper()
	var got *config.Options
	root := config.Command(
		func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		config.Tasks{Serve: func(_ context.Context, o *config.Options) error { got = o; return nil }},
	)
	var stdout, stderr bytes.Buffer
	code := config.Execute(t.Context(), root, args, &stdout, &stderr)
	return got, code, stderr.String()
}

const db = "postgres://shop"

func TestServeHasTheContractsDefaults(t *testing.T) {
	o, code, stderr := start(t, nil, "--database-url", db, "serve")
	if code != 0 {
		t.Fatal(stderr)
	}
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"port", o.Server.Port, 8080},
		{"host", o.Server.Host, "*"},
		{"cors", o.Server.CORS.Any, true},
		{"apis", o.Server.APIs, []string{"metadata", "graphql", "pgdump", "config"}},
		{"header length", o.Server.MaxHeader, 1 << 20},
		{"admin internal errors", o.Server.AdminInternal, true},
		{"dev mode", o.Server.DevMode, false},
		{"connections", o.Database.Connections, 50},
		{"idle timeout", o.Database.IdleTimeout, 180 * time.Second},
		{"lifetime", o.Database.Lifetime, 600 * time.Second},
		{"pool timeout", o.Database.PoolTimeout, time.Duration(0)},
		{"isolation", o.Database.Isolation, "read-committed"},
		{"prepared statements", o.Database.PreparedStatements, true},
		{"retries", o.Database.Retries, 1},
		{"live interval", o.Live.Interval, time.Second},
		{"live batch", o.Live.Batch, 100},
		{"streaming batch", o.Streaming.Batch, 100},
		{"keep alive", o.Sockets.KeepAlive, 5 * time.Second},
		{"init timeout", o.Sockets.InitTimeout, 3 * time.Second},
		{"close sockets", o.Sockets.CloseOnMetadataChange, true},
		{"log level", o.Log.Level, slog.LevelInfo},
		{"log types", o.Log.Types, []string{"startup", "http-log", "webhook-log", "websocket-log", "jwk-refresh-log"}},
		{"infer functions", o.Schema.InferFunctions, true},
		{"naming", o.Schema.NamingConvention, "hasura-default"},
		{"hook mode", o.Access.Hook.Mode, "GET"},
		{"hook body", o.Access.Hook.SendRequest, true},
		{"metadata url", o.Database.MetadataURL, db},
		{"body", o.Server.MaxBody, 8 << 20},
		{"answer", o.Server.MaxAnswer, 1 << 30},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestFlagBeatsEnvironmentBeatsDefault(t *testing.T) {
	env := map[string]string{
		"HASURA_GRAPHQL_DATABASE_URL": db, "HASURA_GRAPHQL_SERVER_PORT": "9000",
		"HASURA_GRAPHQL_CLOSE_WEBSOCKETS_ON_METADATA_CHANGE": "no",
		"HASURA_GRAPHQL_DEV_MODE":                            "Y", "HASURA_GRAPHQL_AUTH_HOOK_TYPE": "POST",
		"HASURA_GRAPHQL_CONNECTION_COMPRESSION": "t",
	}
	o, _, stderr := start(t, env, "serve")
	if o == nil {
		t.Fatal(stderr)
	}
	if o.Server.Port != 9000 || o.Sockets.CloseOnMetadataChange || !o.Server.DevMode || o.Access.Hook.Mode != "POST" || !o.Sockets.Compression || !o.Database.URLFromEnv {
		t.Errorf("environment was not read: %+v", o)
	}
	o, _, _ = start(t, env, "--database-url=postgres://other", "serve", "--server-port", "9100", "--disable-close-websockets-on-metadata-change")
	if o.Server.Port != 9100 || o.Database.URL != "postgres://other" || o.Database.URLFromEnv || o.Sockets.CloseOnMetadataChange {
		t.Errorf("flags did not win: %+v", o)
	}
}

// The names of feature flags do not start like those of other variables.
func TestNamingFeatureFlagIsReadFromTheEnvironment(t *testing.T) {
	for text, want := range map[string]bool{"True": true, "False": false} {
		o, code, stderr := start(t, map[string]string{"HASURA_FF_NAMING_CONVENTION_SEP_2023": text}, "--database-url", db, "serve")
		if code != 0 {
			t.Fatal(stderr)
		}
		if o.Schema.NamingSep2023 != want {
			t.Errorf("%s: got %v", text, o.Schema.NamingSep2023)
		}
	}
}

func TestUnreadableEnvironmentStopsTheProcess(t *testing.T) {
	for name, c := range map[string]struct{ variable, text, message string }{
		"a boolean": {"HASURA_GRAPHQL_DEV_MODE", "maybe",
			`Fatal Error:- Environment variable HASURA_GRAPHQL_DEV_MODE:  Not a valid boolean text. True values are ["true","t","yes","y"] and  False values are ["false","f","no","n"]. All values are case insensitive`},
		"an empty boolean": {"HASURA_GRAPHQL_ENABLE_CONSOLE", "",
			`Fatal Error:- Environment variable HASURA_GRAPHQL_ENABLE_CONSOLE:  Not a valid boolean text.`},
		"an origin": {"HASURA_GRAPHQL_CORS_DOMAIN", "shop.example",
			`Fatal Error:- Environment variable HASURA_GRAPHQL_CORS_DOMAIN: invalid domain: 'shop.example'. All domains should have scheme + (optional wildcard) host + (optional port)`},
		"a level":        {"HASURA_GRAPHQL_LOG_LEVEL", "loud", `Fatal Error:- Environment variable HASURA_GRAPHQL_LOG_LEVEL: `},
		"an isolation":   {"HASURA_GRAPHQL_TX_ISOLATION", "none", "Fatal Error:- Environment variable HASURA_GRAPHQL_TX_ISOLATION: Only expecting read-committed / repeatable-read / serializable"},
		"a batch":        {"HASURA_GRAPHQL_LIVE_QUERIES_MULTIPLEXED_BATCH_SIZE", "-1", "Fatal Error:- Environment variable "},
		"a port":         {"HASURA_GRAPHQL_SERVER_PORT", "65536", "Fatal Error:- Environment variable "},
		"an api":         {"HASURA_GRAPHQL_ENABLED_APIS", "metadata,all", "Fatal Error:- Environment variable "},
		"admin secrets":  {"HASURA_GRAPHQL_ADMIN_SECRETS", "a,b", "Fatal Error:- Environment variable "},
		"a JWT secret":   {"HASURA_GRAPHQL_JWT_SECRET", "{", "Fatal Error:- Environment variable "},
		"an empty admin": {"HASURA_GRAPHQL_ADMIN_SECRET", "", "Fatal Error:- Environment variable "},
	} {
		t.Run(name, func(t *testing.T) {
			o, code, stderr := start(t, map[string]string{c.variable: c.text, "HASURA_GRAPHQL_DATABASE_URL": db}, "serve")
			if o != nil || code != 1 || !strings.HasPrefix(stderr, c.message) {
				t.Errorf("code %d, stderr %q, want it to start with %q", code, stderr, c.message)
			}
		})
	}
}

func TestWrongCommandLinesPrintUsageAndFail(t *testing.T) {
	for name, args := range map[string][]string{
		"unknown flag":              {"serve", "--servr-port", "1"},
		"unknown global flag":       {"--servr-port", "1", "serve"},
		"unknown command":           {"server"},
		"argument behind a switch":  {"--database-url", db, "serve", "--enable-console", "true"},
		"unparsable value":          {"--database-url", db, "serve", "--server-port", "http"},
		"missing value":             {"serve", "--server-port"},
		"serve flag before command": {"--server-port", "1", "serve"},
	} {
		t.Run(name, func(t *testing.T) {
			o, code, stderr := start(t, nil, args...)
			if o != nil || code != 1 || !strings.Contains(stderr, "Usage:") {
				t.Errorf("code %d, stderr %q", code, stderr)
			}
		})
	}
}

func TestADatabaseOrAMetadataDirectoryIsNeeded(t *testing.T) {
	_, code, stderr := start(t, nil, "serve")
	if want := "Fatal Error: Either of --metadata-database-url or --database-url option expected\n"; code != 1 || stderr != want {
		t.Errorf("code %d, stderr %q, want %q", code, stderr, want)
	}
	if o, _, stderr := start(t, nil, "serve", "--metadata-dir", "metadata"); o == nil || o.Metadata.Dir != "metadata" {
		t.Errorf("a directory was refused: %s", stderr)
	}
	if o, _, stderr := start(t, nil, "--metadata-database-url", db, "serve"); o == nil || o.Database.URL != "" {
		t.Errorf("a metadata database alone was refused: %s", stderr)
	}
}

func TestDiscreteOptionsMakeAURL(t *testing.T) {
	o, _, stderr := start(t, nil, "--host", "db.example", "-p", "5433", "-u", "shop", "--password", "p@ss", "-d", "goods", "serve")
	if o == nil {
		t.Fatal(stderr)
	}
	if want := "postgresql://shop:p%40ss@db.example:5433/goods"; o.Database.URL != want {
		t.Errorf("got %s, want %s", o.Database.URL, want)
	}
}

func TestSecretsReplaceEachOther(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want []string
	}{
		{map[string]string{"HASURA_GRAPHQL_ACCESS_KEY": "k"}, []string{"k"}},
		{map[string]string{"HASURA_GRAPHQL_ACCESS_KEY": "k", "HASURA_GRAPHQL_ADMIN_SECRET": "s"}, []string{"s"}},
		{map[string]string{"HASURA_GRAPHQL_ADMIN_SECRET": "s", "HASURA_GRAPHQL_ADMIN_SECRETS": `["a","b"]`}, []string{"a", "b"}},
	} {
		c.env["HASURA_GRAPHQL_DATABASE_URL"] = db
		o, _, stderr := start(t, c.env, "serve")
		if o == nil {
			t.Fatal(stderr)
		}
		if diff := cmp.Diff(c.want, o.Access.Secrets); diff != "" {
			t.Error(diff)
		}
	}
}

func TestCookiesNeedDisabledCORS(t *testing.T) {
	_, code, stderr := start(t, nil, "--database-url", db, "serve", "--ws-read-cookie")
	if want := "HASURA_GRAPHQL_WS_READ_COOKIE can only be used when CORS is disabled\n"; code != 1 || stderr != want {
		t.Errorf("code %d, stderr %q", code, stderr)
	}
}

func TestOtherCommandsMayReuseGlobalNames(t *testing.T) {
	var port int
	demo := &cobra.Command{Use: "demo", RunE: func(*cobra.Command, []string) error { return nil }}
	demo.Flags().IntVar(&port, "port", 8080, "HTTP port")
	root := config.Command(func(string) (string, bool) { return "", false }, config.Tasks{}, demo)
	var out bytes.Buffer
	if code := config.Execute(t.Context(), root, []string{"demo", "--port", "9090"}, &out, &out); code != 0 || port != 9090 {
		t.Errorf("code %d, port %d: %s", code, port, out.String())
	}
}

func TestVersionNamesBothVersions(t *testing.T) {
	root := config.Command(nil, config.Tasks{})
	var out bytes.Buffer
	code := config.Execute(t.Context(), root, []string{"version"}, &out, &out)
	if code != 0 || !strings.Contains(out.String(), "Hasura GraphQL Engine: "+config.APIVersion+"\n") || !strings.HasPrefix(out.String(), "Weft: ") {
		t.Errorf("code %d: %s", code, out.String())
	}
}

func TestWarningsNameWhatDoesLess(t *testing.T) {
	o, _, _ := start(t, map[string]string{"HASURA_GRAPHQL_DATABASE_URL": db, "HASURA_GRAPHQL_PG_CONNECTIONS": "5", "HASURA_GRAPHQL_QUERY_PLAN_CACHE_SIZE": "100"}, "serve")
	if got := o.Warnings(true); len(got) != 2 || !strings.Contains(got[0], "HASURA_GRAPHQL_PG_CONNECTIONS") || !strings.Contains(got[1], "HASURA_GRAPHQL_QUERY_PLAN_CACHE_SIZE") {
		t.Errorf("got %q", got)
	}
	if got := o.Warnings(false); len(got) != 1 {
		t.Errorf("without the source default: %q", got)
	}
}
