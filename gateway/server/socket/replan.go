package socket

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"github.com/weftql/weft/gateway/server/executor"
)

// Replan takes the subscriptions of all sockets to the current epoch: each is planned again
// for the session it has. What its role may see now is what it gets from here on; one that
// is not valid any more ends with an error (contract/subscriptions.md 13).
func (h *Hub) Replan() {
	for _, c := range h.all() {
		for _, op := range c.subscribed() {
			h.replan(op)
		}
	}
}

// subscribed returns the operations that are subscriptions.
func (c *conn) subscribed() []*operation {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []*operation
	for _, op := range c.operations {
		if op.subscription != nil {
			list = append(list, op)
		}
	}
	return list
}

// replan takes one subscription to the current epoch, unless it is there. One at a time, so
// that the last one to come finds the last epoch.
func (h *Hub) replan(op *operation) {
	h.replanning.Lock()
	defer h.replanning.Unlock()
	c, exec := op.conn, h.options.Executor
	if exec.Current(op.asked) {
		return
	}
	asked := &executor.Operation{Session: op.asked.Session, Request: op.request, Header: op.asked.Header, RequestID: op.asked.RequestID}
	ctx := executor.WithOperation(context.Background(), asked)
	if _, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: asked.Request.Query, OperationName: asked.Request.OperationName}); len(errs) > 0 {
		fault := executor.FaultOf(exec.DispatchError(ctx, errs).Errors)
		op.feed.end()
		op.finish(ctx, c.dialect.refused(op.id, fault, c.endpoint.Style), fault)
		op.subscription.Stop()
		return
	}
	old, next := op.feed, &feed{op: op}
	old.end()
	subscription := exec.Resubscribe(op.subscription, asked, next)
	c.mu.Lock()
	stopped := op.stopped
	if !stopped {
		op.asked, op.feed, op.subscription = asked, next, subscription
	}
	c.mu.Unlock()
	if stopped {
		subscription.Stop()
	}
}
