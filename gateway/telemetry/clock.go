package telemetry

import (
	"sync/atomic"
	"time"
)

// clock writes the times of lines. Most lines come in the second of the one before, and only
// their milliseconds are new: writing those takes 20 ns, the whole time 250. The zero value
// is ready.
type clock struct{ second atomic.Pointer[second] }

// second is a second as lines tell it.
type second struct {
	unix       int64
	location   *time.Location
	date, zone string // what stands before and after the fraction
}

// append appends a time with milliseconds, in its location.
func (c *clock) append(b []byte, at time.Time) []byte {
	s := c.second.Load()
	if unix := at.Unix(); s == nil || s.unix != unix || s.location != at.Location() {
		s = &second{unix, at.Location(), at.Format("2006-01-02T15:04:05."), at.Format("-0700")}
		c.second.Store(s)
	}
	ms := at.Nanosecond() / int(time.Millisecond)
	b = append(append(b, s.date...), byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10))
	return append(b, s.zone...)
}
