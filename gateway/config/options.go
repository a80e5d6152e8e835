package config

// Options is everything `weft serve` can be told. It is filled once at start; nothing
// changes it afterwards.
type Options struct {
	Database   Database
	Metadata   Metadata
	Server     Server
	Access     Access
	Console    Console
	Schema     Schema
	Live       Poll // live queries
	Streaming  Poll // streaming subscriptions
	Sockets    Sockets
	Events     Events
	Log        Log
	Enterprise Enterprise

	table  []*option
	global []*option // those that may stand before the command
}

// newOptions returns options with their defaults and the table that fills them.
func newOptions() *Options {
	o := &Options{}
	o.global = o.Database.rows()
	for _, group := range [][]*option{
		o.global, o.Database.pool(), o.Metadata.rows(), o.Server.rows(), o.Access.rows(),
		o.Console.rows(), o.Schema.rows(),
		o.Live.rows("live-queries", "LIVE_QUERIES", "live queries"),
		o.Streaming.rows("streaming-queries", "STREAMING_QUERIES", "streaming subscriptions"),
		o.Sockets.rows(), o.Events.rows(), o.Log.rows(), o.Enterprise.rows(),
	} {
		o.table = append(o.table, group...)
	}
	return o
}

// Defaults returns the options of a server that was told nothing.
func Defaults() *Options { return newOptions() }

// given returns where the option with this flag or variable got its value.
func (o *Options) given(name string) origin {
	for _, row := range o.table {
		if row.flag == name || len(row.env) > 0 && row.env[0] == prefix+name {
			return row.given
		}
	}
	return byDefault
}
