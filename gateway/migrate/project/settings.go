package project

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Settings are the keys of config.yaml (contract/metadata-and-migrations.md 10.1).
type Settings struct {
	// Version is the layout of the project: 1, 2 or 3.
	Version     int
	Endpoint    string
	AdminSecret string // the one to send; "" sends none

	InsecureSkipTLSVerify bool
	CertificateAuthority  string // a PEM file
	NoTransaction         bool
	// PerMigrationTransaction lets the first line of a migration say whether it has one.
	PerMigrationTransaction bool
	DisableInteractive      bool // nobody is to be asked anything

	Paths Paths

	MetadataDirectory string
	// MetadataFile replaces the directory by one file when it is not empty.
	MetadataFile        string
	MigrationsDirectory string
	SeedsDirectory      string
}

// Paths are where the endpoints lie below Settings.Endpoint.
type Paths struct{ Query, V2Query, Metadata, GraphQL, Config, PGDump, Version, Plan string }

// key is one key of config.yaml: its dotted name, its default, and where it goes.
type key struct {
	name, fallback string
	set            func(text string) error
}

func text(at *string) func(string) error {
	return func(s string) error { *at = s; return nil }
}

func flag(at *bool) func(string) error {
	return func(s string) (err error) { *at, err = strconv.ParseBool(s); return err }
}

// secrets collects the three keys a secret may have: the newest that is set counts.
type secrets struct{ secret, list, accessKey string }

func (s secrets) first() (string, error) {
	if s.secret != "" || s.list == "" {
		if s.secret == "" {
			return s.accessKey, nil
		}
		return s.secret, nil
	}
	var list []string
	if err := json.Unmarshal([]byte(s.list), &list); err != nil || len(list) == 0 {
		return "", errors.New("admin_secrets: a JSON array of secrets is expected")
	}
	return list[0], nil
}

// keys is the table of all keys that the command line uses.
func (s *Settings) keys(secret *secrets) []key {
	return []key{
		{"version", "1", func(v string) (err error) { s.Version, err = strconv.Atoi(v); return err }},
		{"endpoint", "http://localhost:8080", text(&s.Endpoint)},
		{"admin_secret", "", text(&secret.secret)},
		{"admin_secrets", "", text(&secret.list)},
		{"access_key", "", text(&secret.accessKey)},
		{"insecure_skip_tls_verify", "false", flag(&s.InsecureSkipTLSVerify)},
		{"certificate_authority", "", text(&s.CertificateAuthority)},
		{"no_transaction", "false", flag(&s.NoTransaction)},
		{"per_migration_transaction", "false", flag(&s.PerMigrationTransaction)},
		{"disable_interactive", "false", flag(&s.DisableInteractive)},
		{"api_paths.query", "v1/query", text(&s.Paths.Query)},
		{"api_paths.v2_query", "v2/query", text(&s.Paths.V2Query)},
		{"api_paths.v1_metadata", "v1/metadata", text(&s.Paths.Metadata)},
		{"api_paths.graphql", "v1/graphql", text(&s.Paths.GraphQL)},
		{"api_paths.config", "v1alpha1/config", text(&s.Paths.Config)},
		{"api_paths.pg_dump", "v1alpha1/pg_dump", text(&s.Paths.PGDump)},
		{"api_paths.version", "v1/version", text(&s.Paths.Version)},
		{"api_paths.plan", "v1/plan", text(&s.Paths.Plan)}, // an addition of ours
		{"metadata_directory", "metadata", text(&s.MetadataDirectory)},
		{"metadata_file", "", text(&s.MetadataFile)},
		{"migrations_directory", "migrations", text(&s.MigrationsDirectory)},
		{"seeds_directory", "seeds", text(&s.SeedsDirectory)},
	}
}

// Defaults are the settings of a new project.
func Defaults() Settings {
	var s Settings
	if err := s.fill(); err != nil {
		panic("project: a default is not valid: " + err.Error())
	}
	s.Version = 3
	return s
}

// fill sets every key from the first place that has it.
func (s *Settings) fill(places ...func(name string) (string, bool)) error {
	var secret secrets
	for _, k := range s.keys(&secret) {
		value := k.fallback
		for _, place := range places {
			if v, ok := place(k.name); ok {
				value = v
				break
			}
		}
		if err := k.set(value); err != nil {
			return fmt.Errorf("%s: %q is not valid", k.name, value)
		}
	}
	var err error
	s.AdminSecret, err = secret.first()
	return errors.Join(err, s.check())
}

func (s *Settings) check() error {
	if s.Version < 1 || s.Version > 3 {
		return fmt.Errorf("version: there is no project layout %d", s.Version)
	}
	if f := s.MetadataFile; f != "" && !strings.HasSuffix(f, ".json") && !strings.HasSuffix(f, ".yaml") {
		return fmt.Errorf("metadata_file: %s is neither .json nor .yaml", f)
	}
	return nil
}

// variable is the name of a key in the environment.
func variable(name string) string {
	return "HASURA_GRAPHQL_" + strings.ToUpper(strings.ReplaceAll(name, ".", "_"))
}
