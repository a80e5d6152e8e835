package migrate

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/weftql/weft/gateway/migrate/consoleapi"
)

// consoleFlags are those of `weft console`.
type consoleFlags struct {
	address, pagePort, apiPort string
	noBrowser                  bool
	browser                    string
}

// consoleCommand is `weft console` (contract/metadata-and-migrations.md 10.5).
func consoleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "console", Short: "Serve the console, and an API that records changes in the project", Args: cobra.NoArgs,
		Long: `Serve the console for the project's server until it is interrupted, and beside it an API that runs
changes on the server and records them in the project: SQL as migrations, and the metadata. Both act
as admin with the project's secret. Pages of other sites cannot use them; whoever reaches the ports
without a browser can.`,
	}
	f := projectFlags(cmd)
	var c consoleFlags
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		s, err := f.connect(cmd)
		if err != nil {
			return err
		}
		return c.serve(cmd.Context(), s)
	}
	cmd.Flags().StringVar(&c.address, "address", "localhost", "address to serve on")
	cmd.Flags().StringVar(&c.pagePort, "console-port", "9695", "port of the console")
	cmd.Flags().StringVar(&c.apiPort, "api-port", "9693", "port of the API")
	cmd.Flags().BoolVar(&c.noBrowser, "no-browser", false, "do not open a browser")
	cmd.Flags().StringVar(&c.browser, "browser", "", "program to open the console with")
	return cmd
}

// serve serves page and API until the context ends.
func (c *consoleFlags) serve(ctx context.Context, s *session) error {
	var listen net.ListenConfig
	pages, err := listen.Listen(ctx, "tcp", net.JoinHostPort(c.address, c.pagePort))
	if err != nil {
		return fmt.Errorf("the console cannot be served: %w", err)
	}
	defer pages.Close() //nolint:errcheck // the server has closed it
	calls, err := listen.Listen(ctx, "tcp", net.JoinHostPort(c.address, c.apiPort))
	if err != nil {
		return fmt.Errorf("the console's API cannot be served: %w", err)
	}
	defer calls.Close() //nolint:errcheck // the server has closed it
	_, port, err := net.SplitHostPort(pages.Addr().String())
	if err != nil {
		return err
	}
	site := consoleapi.Site{Address: c.address, Port: port}
	page, err := consolePage(s.project)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return serveUntil(ctx, pages, site.Guard(page)) })
	group.Go(func() error { return serveUntil(ctx, calls, consoleapi.Handler(consoleProject{s}, site)) })
	c.welcome(ctx, s, "http://"+net.JoinHostPort(c.address, port)+"/", calls.Addr())
	return group.Wait()
}

// welcome says where the console is, and shows it to a person.
func (c *consoleFlags) welcome(ctx context.Context, s *session, url string, api net.Addr) {
	_, _ = fmt.Fprintf(s.out, "console running at: %s\n", url)
	s.note("its API is at http://%s; interrupt to end both", api)
	if c.noBrowser || !isTerminal(s.out) {
		return
	}
	if err := openBrowser(ctx, c.browser, url); err != nil {
		s.note("no browser could be opened: %v", err)
	}
}

// serveUntil serves until the context ends, and then lets what runs finish.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	ended := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if server.Shutdown(last) != nil {
			_ = server.Close() // it ends with the process anyway
		}
	})
	defer ended()
	if err := server.Serve(l); ctx.Err() == nil {
		return err
	}
	return nil
}

// openBrowser asks the system, or a program, to show a page.
func openBrowser(ctx context.Context, program, url string) error {
	opener := map[string][]string{
		"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"},
	}[runtime.GOOS]
	if opener == nil {
		opener = []string{"xdg-open"}
	}
	if program != "" {
		opener = []string{program}
	}
	return exec.CommandContext(ctx, opener[0], append(opener[1:], url)...).Start() //nolint:gosec // the user's own choice
}
