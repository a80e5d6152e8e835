// Package wheel holds a timing wheel: many timers of coarse precision for the price of
// one. Arming, moving and stopping a timer costs a few pointer writes, whatever the
// number of timers.
//
// [Wheel] is the structure and knows no time; [Clock] turns it.
package wheel

// Timer is one place in a wheel. The zero value is not armed. It must not be copied.
type Timer struct {
	// Fire is called when the time has come. It must be set before the timer is armed.
	Fire func()

	next, prev *Timer
	rounds     int // full turns still to wait
}

// armed tells whether the timer is in a wheel.
func (t *Timer) armed() bool { return t.next != nil }

func (t *Timer) unlink() {
	t.prev.next, t.next.prev = t.next, t.prev
	t.next, t.prev = nil, nil
}

// Wheel is a hashed timing wheel. It is not safe for concurrent use.
type Wheel struct {
	slots []Timer // heads of rings
	now   int
	armed int
}

// New returns a wheel with this many slots. A timer further away than that waits for
// several turns, so the number decides speed, not reach.
func New(slots int) *Wheel {
	w := &Wheel{slots: make([]Timer, slots)}
	for i := range w.slots {
		head := &w.slots[i]
		head.next, head.prev = head, head
	}
	return w
}

// Len returns how many timers are armed.
func (w *Wheel) Len() int { return w.armed }

// Arm makes t fire at the ticks-th call of Advance from now, at the next one if ticks is
// not positive. A timer that is armed is moved.
func (w *Wheel) Arm(t *Timer, ticks int) {
	w.Stop(t)
	ticks = max(ticks, 1)
	t.rounds = (ticks - 1) / len(w.slots)
	head := &w.slots[(w.now+ticks)%len(w.slots)]
	t.next, t.prev = head, head.prev
	head.prev.next = t
	head.prev = t
	w.armed++
}

// Stop disarms t and tells whether it was armed.
func (w *Wheel) Stop(t *Timer) bool {
	if !t.armed() {
		return false
	}
	t.unlink()
	w.armed--
	return true
}

// Advance turns the wheel by one tick and appends the timers that are due, now disarmed,
// to dst, in the order in which they were armed.
func (w *Wheel) Advance(dst []*Timer) []*Timer {
	w.now = (w.now + 1) % len(w.slots)
	head := &w.slots[w.now]
	for t := head.next; t != head; {
		next := t.next
		if t.rounds > 0 {
			t.rounds--
		} else {
			t.unlink()
			w.armed--
			dst = append(dst, t)
		}
		t = next
	}
	return dst
}
