// Command weft is a GraphQL gateway: one endpoint over PostgreSQL databases, remote GraphQL
// servers and HTTP Actions.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/demo"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/migrate"
	"github.com/weftql/weft/gateway/serve"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // whoever interrupts again does not want to wait for the end
	command := config.Command(os.LookupEnv, tasks, append(migrate.Commands(), demo.Command(runDemo))...)
	migrate.AddGlobalFlags(command)
	code := config.Execute(ctx, command, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// tasks are what the commands of the server do.
var tasks = config.Tasks{Serve: runServer, Export: serve.Export, Clean: serve.Clean, CatalogVersion: metadata.CatalogVersion}

// runServer is `weft serve`.
func runServer(ctx context.Context, o *config.Options) error {
	return serve.Run(ctx, o, serve.Surroundings{})
}

// runDemo serves the demo's shop: no secret, on the loopback address only.
func runDemo(ctx context.Context, d demo.Gateway) error {
	o := config.Defaults()
	o.Console.Enabled = true
	return serve.Run(ctx, o, serve.Surroundings{
		Env: func(name string) (string, bool) {
			if v, ok := d.Environment[name]; ok {
				return v, true
			}
			return os.LookupEnv(name)
		},
		Out: d.Log, Listener: d.Listener, Metadata: d.Metadata, Console: d.Console, Ready: d.Ready,
	})
}
