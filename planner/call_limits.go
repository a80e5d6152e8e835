package planner

import (
	"context"
	"sync"
)

// Limits bounds the number of calls that run at once, source by source. It is shared by
// all operations of a process and safe for concurrent use. Calls that must wait do so in
// the order of their coming, until their context ends.
type Limits struct {
	perSource int
	mu        sync.Mutex
	gates     map[ID]chan struct{}
}

// defaultPerSource is more than the connections of a usual pool, so that the pool is kept
// busy and its own queue stays short.
const defaultPerSource = 64

// NewLimits returns limits of perSource calls at once; 0 means 64.
func NewLimits(perSource int) *Limits {
	if perSource <= 0 {
		perSource = defaultPerSource
	}
	return &Limits{perSource: perSource, gates: map[ID]chan struct{}{}}
}

// gate is what calls on one source pass through, or nil when they are not limited.
func (l *Limits) gate(id ID) gate {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	g, ok := l.gates[id]
	if !ok {
		g = make(chan struct{}, l.perSource)
		l.gates[id] = g
	}
	return g
}

// gate holds one element for each call inside.
type gate chan struct{}

// enter waits for a place.
func (g gate) enter(ctx context.Context) error {
	if g == nil {
		return nil
	}
	select {
	case g <- struct{}{}:
		return nil
	default:
	}
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (g gate) leave() {
	if g != nil {
		<-g
	}
}
