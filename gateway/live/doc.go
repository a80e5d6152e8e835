// Package live keeps the results of live queries up to date for any number of subscribers.
//
// Subscribers who would get the same bytes form a cohort; all cohorts of one query are rows
// of one run of its plan (contract/subscriptions.md 8). A poller runs the dirty ones: all of
// them once per interval, and those that joined or that [Queries.Changed] points at sooner.
// A result goes to the subscribers when its bytes differ from the one before.
//
// The types to know: [Queries], everything that is live in a process; [Subscription], one
// subscriber's part in it; [Sink], where its results go.
//
// The package knows neither sockets nor how changes are noticed.
package live
