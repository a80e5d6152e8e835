package wheel_test

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/weftql/weft/gateway/server/wheel"
)

func TestClockFiresNotBeforeTheDelayAndWithinTwoTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const tick = 100 * time.Millisecond
		clock := wheel.NewClock(tick, 8)
		for _, delay := range []time.Duration{0, time.Millisecond, tick, 3 * time.Second, 5 * time.Second} {
			start := time.Now()
			fired := make(chan time.Duration, 1)
			clock.Arm(&wheel.Timer{Fire: func() { fired <- time.Since(start) }}, delay)
			if got := <-fired; got < delay || got > delay+2*tick {
				t.Errorf("a delay of %v took %v", delay, got)
			}
		}
		time.Sleep(2 * tick) // lets the clock come to rest
	})
}

func TestClockTimerMayArmItselfAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock, count := wheel.NewClock(10*time.Millisecond, 16), 0
		var timer wheel.Timer
		timer.Fire = func() {
			if count++; count < 5 {
				clock.Arm(&timer, 50*time.Millisecond)
			}
		}
		clock.Arm(&timer, 50*time.Millisecond)
		time.Sleep(time.Second)
		synctest.Wait()
		if count != 5 {
			t.Errorf("fired %d times", count)
		}
	})
}

func TestClockHasNoGoroutineWithoutTimers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := runtime.NumGoroutine()
		clock := wheel.NewClock(10*time.Millisecond, 16)
		var timer wheel.Timer
		timer.Fire = func() { t.Error("a stopped timer fired") }
		for range 100 {
			clock.Arm(&timer, time.Second)
			clock.Stop(&timer)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if after := runtime.NumGoroutine(); after > before {
			t.Errorf("%d goroutines before, %d after", before, after)
		}
		fired := false
		timer.Fire = func() { fired = true }
		clock.Arm(&timer, time.Second)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if !fired {
			t.Error("the clock did not start again")
		}
	})
}
