package wheel

import (
	"sync"
	"time"
)

// Clock turns a wheel by real time. It is safe for concurrent use. Its one goroutine runs
// only while a timer is armed.
type Clock struct {
	tick time.Duration

	mu      sync.Mutex
	wheel   *Wheel
	turning bool
}

// NewClock returns a clock whose timers are precise to one tick.
func NewClock(tick time.Duration, slots int) *Clock {
	return &Clock{tick: tick, wheel: New(slots)}
}

// Arm makes t fire once after delay, rounded up to whole ticks. A timer that is armed is
// moved. Fire is called from the clock's goroutine, without a lock held; it must not
// block. It may arm timers, its own included.
func (c *Clock) Arm(t *Timer, delay time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// One tick more than the delay has, because the current one is partly gone.
	c.wheel.Arm(t, int((delay+c.tick-1)/c.tick)+1)
	if !c.turning {
		c.turning = true
		go c.turn()
	}
}

// Stop disarms t and tells whether it was armed. It does not wait for a Fire that is
// running.
func (c *Clock) Stop(t *Timer) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wheel.Stop(t)
}

func (c *Clock) turn() {
	ticker := time.NewTicker(c.tick)
	defer ticker.Stop()
	var due []*Timer
	for range ticker.C {
		var idle bool
		due, idle = c.advance(due[:0])
		for _, t := range due {
			t.Fire()
		}
		clear(due)
		if idle {
			return
		}
	}
}

// advance collects the timers that are due, or tells that none is armed any more, in which
// case the goroutine must end. Deciding that under the lock keeps Arm from relying on a
// goroutine that is about to end.
func (c *Clock) advance(due []*Timer) (_ []*Timer, idle bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	due = c.wheel.Advance(due)
	if len(due) == 0 && c.wheel.Len() == 0 {
		c.turning = false
		return due, true
	}
	return due, false
}
