package config

import "time"

// Events tells how event triggers, scheduled events and asynchronous actions are worked
// off.
type Events struct {
	Workers         int           // at once, per kind of webhook
	Interval        time.Duration // between looks for new events
	Batch           int           // events per look; 0 turns events off
	ActionsInterval time.Duration // between looks for asynchronous actions; 0 turns them off
	ActionsBatch    int
	LogFailures     bool // failed deliveries are logged as errors
}

func (e *Events) rows() []*option {
	return []*option{
		{flag: "events-http-pool-size", env: vars("EVENTS_HTTP_POOL_SIZE"), value: in(&e.Workers, "n", parseCount(1), "100"), help: "event webhooks at once"},
		{flag: "events-fetch-interval", env: vars("EVENTS_FETCH_INTERVAL"), value: in(&e.Interval, "ms", parseDuration(time.Millisecond), "1000"), help: "pause between looks for events"},
		{flag: "events-fetch-batch-size", env: vars("EVENTS_FETCH_BATCH_SIZE"), value: in(&e.Batch, "n", parseCount(0), "100"), help: "events per look, 0 turns events off"},
		{flag: "async-actions-fetch-interval", env: vars("ASYNC_ACTIONS_FETCH_INTERVAL"), value: in(&e.ActionsInterval, "ms", parseDuration(time.Millisecond), "1000"), help: "pause between looks for asynchronous actions, 0 turns them off"},
		{flag: "async-actions-fetch-batch-size", env: vars("ASYNC_ACTIONS_FETCH_BATCH_SIZE"), value: in(&e.ActionsBatch, "n", parseCount(0), "10"), help: "asynchronous actions per look"},
		{flag: "enable-triggers-error-log-level", bare: true, env: vars("ENABLE_TRIGGERS_ERROR_LOG_LEVEL"), value: in(&e.LogFailures, "true|false", ParseBool, ""), help: "log failed deliveries as errors"},
	}
}
