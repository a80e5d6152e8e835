package telemetry

import (
	"testing"
	"time"
)

func TestClockWritesAsTimeDoes(t *testing.T) {
	var c clock
	zones := []*time.Location{time.UTC, time.FixedZone("", -3*3600-1800), time.FixedZone("", 5*3600)}
	at := time.Date(2026, 2, 28, 23, 59, 58, 0, time.UTC)
	for range 40 {
		for _, zone := range zones {
			at := at.In(zone)
			want := at.Format("2006-01-02T15:04:05.000-0700")
			if got := string(c.append([]byte("x"), at)); got != "x"+want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
		at = at.Add(87*time.Millisecond + 654321)
	}
}
