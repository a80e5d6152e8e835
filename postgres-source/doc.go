// Package postgres is the PostgreSQL source: catalog -> model -> schema and IR -> SQL.
package postgres
