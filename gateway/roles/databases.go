package roles

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pool"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// databases opens the database sources. One that cannot be read is left out with all its
// objects, and tried again later; the others keep serving.
func (b *builder) databases(ctx context.Context) {
	for _, m := range b.doc.Sources {
		b.database(ctx, m)
	}
}

func (b *builder) database(ctx context.Context, m *metadata.Source) {
	name := "source " + m.Name
	settings, err := b.poolSettings(m)
	if err != nil {
		b.leaveOut("source", name, sourceName(m), err.Error())
		return
	}
	id := planner.ID{Kind: planner.DatabaseSource, Name: m.Name}
	if !b.change.Databases.Has(m.Name) && b.stillMissing(id, settings) {
		return
	}
	s, issues, err := postgres.Open(ctx, b.databaseOptions(m, settings))
	if err != nil {
		b.missing(id, settings, "source", name, sourceName(m), err)
		return
	}
	b.opened = append(b.opened, s)
	b.epoch.sources = append(b.epoch.sources, s)
	for _, i := range issues {
		b.epoch.Inconsistencies = append(b.epoch.Inconsistencies, modelInconsistency(i))
	}
	b.validators(m)
}

func modelInconsistency(i model.Inconsistency) Inconsistency {
	in := Inconsistency{Type: i.Type, Name: i.Name, Definition: i.Definition, Reason: i.Reason, Entity: i.Entity, Message: i.Message}
	for _, o := range i.Objects {
		in.Objects = append(in.Objects, Object{Type: o.Type, Name: o.Name, Definition: o.Definition})
	}
	return in
}

// sourceName stands for the definition of a source: its configuration may hold a password.
func sourceName(m *metadata.Source) any { return map[string]string{"name": m.Name} }

func (b *builder) databaseOptions(m *metadata.Source, settings pool.Settings) postgres.Options {
	o := b.opts.Database
	o.Name, o.Pool, o.Metadata = m.Name, settings, m
	o.Model.Naming = b.naming(m)
	o.Model.InheritedRoles = b.inherited
	o.Validator = webhook.Validator{Caller: b.opts.Actions}
	if s, ok := b.source(planner.ID{Kind: planner.DatabaseSource, Name: m.Name}).(*postgres.Source); ok {
		o.Previous = s
		o.KeepCatalog = !b.change.Databases.Has(m.Name)
	}
	o.Within = b.change.Within[m.Name]
	return o
}

// naming is the convention in force: conventions count only when the feature is on
// (contract/postgres-graphql.md 1.6).
func (b *builder) naming(m *metadata.Source) model.Naming {
	switch {
	case !b.opts.NamingEnabled:
		return model.HasuraDefault
	case m.Customization != nil && m.Customization.NamingConvention != "":
		return model.Naming(m.Customization.NamingConvention)
	default:
		return model.Naming(b.opts.NamingConvention)
	}
}

// poolSettings resolves a source's connection settings over the process's own.
func (b *builder) poolSettings(m *metadata.Source) (pool.Settings, error) {
	info := &m.Configuration.ConnectionInfo
	s := b.opts.Pool
	var err error
	if s.URL, err = b.databaseURL(info.DatabaseURL); err != nil {
		return s, err
	}
	if info.UsePreparedStatements != nil {
		s.Prepared = *info.UsePreparedStatements
	}
	p := info.PoolSettings
	if p == nil {
		return s, nil
	}
	if p.MaxConnections != nil {
		s.MaxConnections = *p.MaxConnections
	}
	if p.IdleTimeout != nil {
		s.IdleTimeout = seconds(*p.IdleTimeout)
	}
	if p.PoolTimeout != nil {
		s.AcquireTimeout = seconds(*p.PoolTimeout)
	}
	if p.ConnectionLifetime != nil {
		s.ConnectionLifetime = seconds(*p.ConnectionLifetime)
		if *p.ConnectionLifetime == 0 {
			s.ConnectionLifetime = -1 // unlimited
		}
	}
	if p.Retries != nil {
		s.Retries = *p.Retries
		if *p.Retries == 0 {
			s.Retries = -1 // never
		}
	}
	return s, nil
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// databaseURL resolves the four ways to name a database
// (contract/metadata-and-migrations.md 2.1).
func (b *builder) databaseURL(u metadata.DatabaseURL) (string, error) {
	switch {
	case u.FromEnv != "":
		value, ok := b.opts.Env(u.FromEnv)
		if !ok {
			return "", fmt.Errorf("environment variable '%s' not set", u.FromEnv)
		}
		return value, nil
	case u.FromFile != "":
		return b.fromFile(u.FromFile)
	case u.Parameters != nil:
		return parameterURL(u.Parameters), nil
	default:
		return outgoing.Template(u.URL).Resolve(b.opts.Env)
	}
}

// fromFile reads an address from a file below the allowed folder.
func (b *builder) fromFile(name string) (string, error) {
	const allowed = "HASURA_GRAPHQL_DYNAMIC_SECRETS_ALLOWED_PATH_PREFIX"
	prefix, ok := b.opts.Env(allowed)
	if !ok || prefix == "" || !strings.HasPrefix(name, prefix) || strings.Contains(name, "..") {
		return "", fmt.Errorf("dynamic_from_file: %s is not below the folder that %s names", name, allowed)
	}
	text, err := os.ReadFile(name) //nolint:gosec // the operator allows the folder
	if err != nil {
		return "", fmt.Errorf("dynamic_from_file: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

func parameterURL(p *metadata.ConnectionParameters) string {
	u := url.URL{Scheme: "postgres", Host: net.JoinHostPort(p.Host, strconv.Itoa(p.Port)), Path: "/" + p.Database}
	u.User = url.User(p.Username)
	if p.HasPassword {
		u.User = url.UserPassword(p.Username, p.Password)
	}
	return u.String()
}
