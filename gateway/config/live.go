package config

import "time"

// Poll tells how a kind of subscription is polled.
type Poll struct {
	Interval time.Duration // pause between rounds
	Batch    int           // cohorts per statement; 0: one at a time
}

func (p *Poll) rows(flag, env, what string) []*option {
	return []*option{
		{flag: flag + "-multiplexed-refetch-interval", env: vars(env + "_MULTIPLEXED_REFETCH_INTERVAL"), value: in(&p.Interval, "ms", parseDuration(time.Millisecond), "1000"), help: "pause between polls of " + what},
		{flag: flag + "-multiplexed-batch-size", env: vars(env + "_MULTIPLEXED_BATCH_SIZE"), value: in(&p.Batch, "n", parseCount(0), "100"), help: "cohorts of " + what + " per statement"},
	}
}

// Sockets tells how websocket connections are kept.
type Sockets struct {
	Compression           bool
	KeepAlive             time.Duration // between ka or ping messages
	InitTimeout           time.Duration // from accept to a successful connection_init
	CloseOnMetadataChange bool
}

func (s *Sockets) rows() []*option {
	return []*option{
		{flag: "websocket-compression", bare: true, env: vars("CONNECTION_COMPRESSION"), value: in(&s.Compression, "true|false", ParseBool, ""), help: "permessage-deflate"},
		{flag: "websocket-keepalive", env: vars("WEBSOCKET_KEEPALIVE"), value: in(&s.KeepAlive, "seconds", parseDuration(time.Second), "5"), help: "between keep-alive messages"},
		{flag: "websocket-connection-init-timeout", env: vars("WEBSOCKET_CONNECTION_INIT_TIMEOUT"), value: in(&s.InitTimeout, "seconds", parseDuration(time.Second), "3"), help: "wait for connection_init"},
		{flag: "disable-close-websockets-on-metadata-change", bare: true, inverse: true, env: vars("CLOSE_WEBSOCKETS_ON_METADATA_CHANGE"), value: in(&s.CloseOnMetadataChange, "true|false", ParseBool, "true"), help: "keep sockets when the metadata changes"},
	}
}
