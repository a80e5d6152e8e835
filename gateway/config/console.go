package config

// Console tells whether and how the web console is served.
type Console struct {
	Enabled   bool
	AssetsDir string // "" for the embedded ones
	SentryDSN string // passed to the page
}

func (c *Console) rows() []*option {
	return []*option{
		{flag: "enable-console", bare: true, env: vars("ENABLE_CONSOLE"), value: in(&c.Enabled, "true|false", ParseBool, ""), help: "serve the console at /console"},
		{flag: "console-assets-dir", env: vars("CONSOLE_ASSETS_DIR"), value: in(&c.AssetsDir, "dir", parseText, ""), help: "serve /console/assets from here"},
		{flag: "console-sentry-dsn", env: []string{"HASURA_CONSOLE_SENTRY_DSN"}, value: in(&c.SentryDSN, "dsn", parseText, ""), help: "passed to the console page"},
	}
}
