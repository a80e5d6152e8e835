package wheel_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/server/wheel"
)

func TestTimersFireAtTheirTick(t *testing.T) {
	w := wheel.New(4)
	timers := map[*wheel.Timer]int{}
	for _, ticks := range []int{-1, 0, 1, 3, 4, 5, 8, 9, 13} {
		timer := &wheel.Timer{}
		timers[timer] = max(ticks, 1)
		w.Arm(timer, ticks)
	}
	for tick := 1; tick <= 13; tick++ {
		for _, timer := range w.Advance(nil) {
			if timers[timer] != tick {
				t.Errorf("a timer for tick %d fired at %d", timers[timer], tick)
			}
			delete(timers, timer)
		}
	}
	if len(timers) != 0 || w.Len() != 0 {
		t.Errorf("%d timers did not fire, %d are armed", len(timers), w.Len())
	}
}

func TestStoppedAndMovedTimersDoNotFireAtTheOldTick(t *testing.T) {
	w := wheel.New(4)
	var stopped, moved wheel.Timer
	w.Arm(&stopped, 1)
	w.Arm(&moved, 1)
	if !w.Stop(&stopped) || w.Stop(&stopped) {
		t.Error("Stop must tell whether the timer was armed")
	}
	w.Arm(&moved, 2)
	if due := w.Advance(nil); len(due) != 0 {
		t.Errorf("%d timers fired", len(due))
	}
	if due := w.Advance(nil); !slices.Equal(due, []*wheel.Timer{&moved}) {
		t.Errorf("the moved timer did not fire: %v", due)
	}
}

func TestWheelAgreesWithASortedList(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	w, want, now := wheel.New(8), map[*wheel.Timer]int{}, 0
	timers := make([]wheel.Timer, 64)
	for step := range 5000 {
		timer := &timers[random.IntN(len(timers))]
		switch random.IntN(3) {
		case 0:
			delay := 1 + random.IntN(40)
			w.Arm(timer, delay)
			want[timer] = now + delay
		case 1:
			_, armed := want[timer]
			if w.Stop(timer) != armed {
				t.Fatalf("step %d: Stop disagrees", step)
			}
			delete(want, timer)
		default:
			now++
			due := map[*wheel.Timer]bool{}
			for _, d := range w.Advance(nil) {
				due[d] = true
			}
			expected := map[*wheel.Timer]bool{}
			for timer, at := range want {
				if at == now {
					expected[timer] = true
					delete(want, timer)
				}
			}
			if diff := cmp.Diff(fmt.Sprint(len(expected)), fmt.Sprint(len(due))); diff != "" {
				t.Fatalf("step %d, tick %d: %s", step, now, diff)
			}
			for timer := range expected {
				if !due[timer] {
					t.Fatalf("step %d: a timer is missing", step)
				}
			}
		}
		if w.Len() != len(want) {
			t.Fatalf("step %d: %d armed, want %d", step, w.Len(), len(want))
		}
	}
}
