// Package actions is the source for Actions: root fields that an HTTP handler answers
// (contract/events-actions-rest.md 4).
//
// [New] checks the metadata and returns a [Source]. A query root field and a mutation root
// field of a synchronous action call their handler in Run; the query fields of one
// operation call theirs together. The handler's answer is checked against the output type
// and projected through what the client selected; relationships of output types leave for
// tables as links, their keys taken from the answer as it came.
//
// An asynchronous action is noted in a [Log] and answers an id; a [Worker] calls the
// handler later, and root fields of the action's name look up what became of the run.
//
// The package does not know where metadata is kept, which tables exist, or how HTTP is
// done: that is package webhook.
package actions
