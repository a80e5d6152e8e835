package migrate

import (
	"context"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/project"
)

// flags are those of every command that has a project (contract/metadata-and-migrations.md
// 10.1).
type flags struct {
	project, envFile string
	noColor          bool
	set              *pflag.FlagSet
}

// settingFlags are the flags that set a key of config.yaml.
var settingFlags = []struct{ flag, key, help string }{
	{"endpoint", "endpoint", "URL of the server"},
	{"admin-secret", "admin_secret", "admin secret of the server"},
	{"access-key", "access_key", "deprecated name of --admin-secret"},
	{"certificate-authority", "certificate_authority", "file of certificates to trust"},
}

// switchFlags are those that set a key to true or false.
var switchFlags = []struct{ flag, key, help string }{
	{"insecure-skip-tls-verify", "insecure_skip_tls_verify", "do not verify the server's certificate"},
	{"disable-interactive", "disable_interactive", "ask nothing"},
}

// projectFlags adds the flags to a command and the commands below it.
func projectFlags(cmd *cobra.Command) *flags {
	f := &flags{set: cmd.PersistentFlags()}
	f.addGlobal(f.set)
	for _, s := range settingFlags {
		f.set.String(s.flag, "", s.help)
	}
	for _, s := range switchFlags {
		f.set.Bool(s.flag, false, s.help)
	}
	return f
}

// addGlobal adds the flags that may stand before the command too.
func (f *flags) addGlobal(set *pflag.FlagSet) {
	set.StringVar(&f.project, "project", "", "directory of the project (default: here or above)")
	set.StringVar(&f.envFile, "envfile", ".env", "file of variables in the project")
	set.BoolVar(&f.noColor, "no-color", false, "never colour the output")
	set.String("log-level", "INFO", "accepted for compatibility")
	set.Bool("skip-update-check", false, "accepted for compatibility: there is none")
}

// AddGlobalFlags lets the flags that all commands of a project have stand before the
// command, `weft --project dir migrate apply`. They are hidden there: `weft serve` does not
// know them.
func AddGlobalFlags(root *cobra.Command) {
	set := pflag.NewFlagSet("global", pflag.ContinueOnError)
	new(flags).addGlobal(set)
	set.VisitAll(func(flag *pflag.Flag) {
		flag.Hidden = true
		root.Flags().AddFlag(flag)
	})
}

// takeGlobal takes over the flags that stand before the command.
func (f *flags) takeGlobal(root *cobra.Command) (err error) {
	root.Flags().Visit(func(given *pflag.Flag) {
		if own := f.set.Lookup(given.Name); own != nil && !own.Changed && given.Hidden && err == nil {
			err = f.set.Set(given.Name, given.Value.String())
		}
	})
	return err
}

// settings are those given on the command line.
func (f *flags) settings() map[string]string {
	given := map[string]string{}
	f.set.VisitAll(func(flag *pflag.Flag) {
		for _, s := range slices.Concat(settingFlags, switchFlags) {
			if flag.Name == s.flag && flag.Changed {
				given[s.key] = flag.Value.String()
			}
		}
	})
	return given
}

// load reads the project without asking the server.
func (f *flags) load(cmd *cobra.Command) (*project.Project, error) {
	if err := f.takeGlobal(cmd.Root()); err != nil {
		return nil, err
	}
	return project.Load(project.Options{Dir: f.project, EnvFile: f.envFile, Lookup: os.LookupEnv, Flags: f.settings()})
}

// session is one execution: a project, its server, and where the user looks.
type session struct {
	project *project.Project
	client  *client.Client
	server  *client.Server
	out     io.Writer // results
	notes   io.Writer // progress and warnings
	colour  bool      // whether out is a terminal that may be coloured
}

// connect reads the project and greets the server.
func (f *flags) connect(cmd *cobra.Command) (*session, error) {
	p, err := f.load(cmd)
	if err != nil {
		return nil, err
	}
	c, err := client.New(&p.Settings)
	if err != nil {
		return nil, err
	}
	s := &session{project: p, client: c, out: cmd.OutOrStdout(), notes: cmd.ErrOrStderr()}
	s.colour = !f.noColor && takesColours(s.out)
	return s, s.greet(cmd.Context())
}

func (s *session) greet(ctx context.Context) (err error) {
	s.server, err = s.client.Handshake(ctx, s.project.Version)
	return err
}
