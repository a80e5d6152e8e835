package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/gateway/console"
)

// Options say how the demo runs.
type Options struct {
	Port int // of the gateway; 0 takes a free one
	// Data is the folder the database lives in from one run to the next; "" is
	// [DefaultData].
	Data string
	// Fresh throws the shop's rows away and begins with new ones.
	Fresh bool
	// Stdout gets what a person is to read.
	Stdout io.Writer
	// Serve runs the gateway until ctx ends.
	Serve Serve
}

// Serve runs a gateway until ctx ends and returns when it has stopped. When it returns
// earlier the demo ends.
type Serve func(ctx context.Context, g Gateway) error

// Gateway is what [Serve] is to serve.
type Gateway struct {
	Listener net.Listener // Serve closes it
	// Metadata is the shop's metadata directory in the v3 layout.
	Metadata fs.FS
	// Environment holds the variables that the metadata refers to.
	Environment map[string]string
	// Console is to be served under /console.
	Console http.Handler
	// Log is where log lines go: the terminal is for people. It is safe for concurrent use.
	Log io.Writer
	// Ready is to be called once requests are answered.
	Ready func()
}

// How long gateway and services may take to stop. PostgreSQL comes last and takes a
// fraction of a second: all together stay below 5 seconds.
const (
	gatewayPatience  = 2 * time.Second
	servicesPatience = time.Second
)

// Run starts everything and returns when it has stopped: without an error after ctx has
// ended, which takes less than 5 seconds, or with what went wrong. Errors are for a person
// and say what to do.
func Run(ctx context.Context, o Options) error {
	err := run(ctx, o)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil // stopped while something was starting
	}
	return err
}

func run(ctx context.Context, o Options) (err error) {
	listener, err := listen(ctx, o.Port)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // Serve may have closed it
	d, err := openData(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	services, err := startServices(ctx, d.url)
	if err != nil {
		return err
	}
	defer services.stop()
	log, err := os.Create(filepath.Join(d.dir, "gateway.log"))
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // nothing is read from it again
	page, err := console.Handler(console.Options{Tabs: tabs()})
	if err != nil {
		return err
	}
	return d.guard(ctx, o, Gateway{
		Listener:    listener,
		Metadata:    shop.Metadata(),
		Environment: services.environment(d.url),
		Console:     page,
		Log:         log,
		Ready:       func() { o.say("%s", welcome(listener.Addr(), d.url, log.Name())) },
	})
}

// guard runs the gateway until it or ctx ends, or PostgreSQL is gone.
func (d *data) guard(ctx context.Context, o Options, g Gateway) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	served := make(chan error, 1)
	go func() { served <- o.Serve(ctx, g) }()
	select {
	case err := <-served:
		return err
	case <-d.server.Ended():
		cancel()
		ended := fmt.Errorf("PostgreSQL has ended by itself; why, may be in %s", d.server.LogFile())
		return errors.Join(ended, await(served))
	case <-ctx.Done():
		o.say("\nStopping.\n")
		return await(served)
	}
}

// await waits for a gateway that was asked to stop, but not for ever.
func await(served <-chan error) error {
	select {
	case err := <-served:
		return err
	case <-time.After(gatewayPatience):
		return errors.New("the gateway did not stop in time; what it was answering is cut off")
	}
}

// listen takes the port on the loopback address.
func listen(ctx context.Context, port int) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if isTaken(err) {
		return nil, fmt.Errorf("port %d is taken by another program: choose another one, for instance --port %d", port, port+1)
	}
	return listener, err
}

func (o *Options) say(format string, args ...any) {
	_, _ = fmt.Fprintf(o.Stdout, format, args...) // without a terminal there is nobody to tell
}
