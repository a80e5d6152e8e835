package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/planner"
)

func readConfiguration(r *reader, data json.RawMessage, path *planner.Path) Configuration {
	o := r.object(data, path)
	c := Configuration{
		ExtensionsSchema:   o.optText("extensions_schema"),
		ConnectionTemplate: o.keep("connection_template"),
		ConnectionSet:      o.keep("connection_set"),
		ReadReplicas:       list(o, "read_replicas", readConnectionInfo),
	}
	if info := o.need("connection_info"); r.fault == nil {
		c.ConnectionInfo = readConnectionInfo(r, info, o.at("connection_info"))
	}
	return c
}

func readConnectionInfo(r *reader, data json.RawMessage, path *planner.Path) ConnectionInfo {
	o := r.object(data, path)
	c := ConnectionInfo{IsolationLevel: o.optText("isolation_level"), UsePreparedStatements: optional[bool](o, "use_prepared_statements")}
	if url := o.need("database_url"); r.fault == nil {
		c.DatabaseURL = readDatabaseURL(r, url, o.at("database_url"))
	}
	switch c.IsolationLevel {
	case "", "read-committed", "repeatable-read", "serializable":
	default:
		r.fail(o.at("isolation_level"), "Only expecting read-committed / repeatable-read / serializable")
	}
	if pool := o.nested("pool_settings"); pool != nil {
		c.PoolSettings = &PoolSettings{}
		for key, at := range c.PoolSettings.keys() {
			*at = optional[int](pool, key)
		}
	}
	if ssl := o.nested("ssl_configuration"); ssl != nil {
		ssl.need("sslmode")
		c.SSLConfiguration = &SSLConfiguration{Mode: ssl.keep("sslmode"), RootCert: ssl.keep("sslrootcert"),
			Cert: ssl.keep("sslcert"), Key: ssl.keep("sslkey"), Password: ssl.keep("sslpassword")}
	}
	return c
}

// keys maps the settings to their keys.
func (p *PoolSettings) keys() map[string]**int {
	return map[string]**int{
		"max_connections": &p.MaxConnections, "total_max_connections": &p.TotalMaxConnections,
		"idle_timeout": &p.IdleTimeout, "retries": &p.Retries,
		"pool_timeout": &p.PoolTimeout, "connection_lifetime": &p.ConnectionLifetime,
	}
}

// readDatabaseURL accepts a URL and the objects of
// contract/metadata-and-migrations.md 2.1.
func readDatabaseURL(r *reader, data json.RawMessage, path *planner.Path) DatabaseURL {
	var u DatabaseURL
	if json.Unmarshal(data, &u.URL) == nil {
		return u
	}
	o := r.object(data, path)
	u.FromEnv, u.FromFile = o.optText("from_env"), o.optText("dynamic_from_file")
	if p := o.nested("connection_parameters"); p != nil {
		password := optional[string](p, "password")
		u.Parameters = &ConnectionParameters{Username: p.text("username"), Database: p.text("database"),
			Host: p.text("host"), HasPassword: password != nil}
		if password != nil {
			u.Parameters.Password = *password
		}
		p.need("port")
		p.into("port", &u.Parameters.Port)
	}
	set := 0
	for _, given := range []bool{u.FromEnv != "", u.FromFile != "", u.Parameters != nil} {
		if given {
			set++
		}
	}
	if set != 1 {
		r.fail(path, "expected exactly one of from_env, dynamic_from_file and connection_parameters")
	}
	return u
}

func writeConfiguration(w *writer, c Configuration) {
	w.object(func() {
		w.key("connection_info")
		writeConnectionInfo(w, c.ConnectionInfo)
		w.raw("connection_set", c.ConnectionSet)
		w.raw("connection_template", c.ConnectionTemplate)
		w.optText("extensions_schema", c.ExtensionsSchema)
		array(w, "read_replicas", c.ReadReplicas, writeConnectionInfo)
	})
}

func writeConnectionInfo(w *writer, c ConnectionInfo) {
	w.object(func() {
		w.key("database_url")
		writeDatabaseURL(w, c.DatabaseURL)
		w.optText("isolation_level", c.IsolationLevel)
		if p := c.PoolSettings; p != nil {
			w.key("pool_settings")
			w.object(func() {
				keys := p.keys()
				for _, key := range keysOf(keys) {
					number(w, key, *keys[key])
				}
			})
		}
		if s := c.SSLConfiguration; s != nil {
			w.key("ssl_configuration")
			w.object(func() {
				w.raw("sslcert", s.Cert)
				w.raw("sslkey", s.Key)
				w.raw("sslmode", s.Mode)
				w.raw("sslpassword", s.Password)
				w.raw("sslrootcert", s.RootCert)
			})
		}
		if c.UsePreparedStatements != nil {
			w.boolean("use_prepared_statements", *c.UsePreparedStatements)
		}
	})
}

func writeDatabaseURL(w *writer, u DatabaseURL) {
	switch {
	case u.FromEnv != "":
		w.object(func() { w.text("from_env", u.FromEnv) })
	case u.FromFile != "":
		w.object(func() { w.text("dynamic_from_file", u.FromFile) })
	case u.Parameters != nil:
		w.object(func() {
			w.key("connection_parameters")
			w.object(func() {
				p := u.Parameters
				w.text("database", p.Database)
				w.text("host", p.Host)
				if p.HasPassword {
					w.text("password", p.Password)
				}
				number(w, "port", &p.Port)
				w.text("username", p.Username)
			})
		})
	default:
		w.out = planner.AppendJSONString(w.out, u.URL)
	}
}
