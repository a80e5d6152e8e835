package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
)

func TestSecondsAreWrittenAsNumbersAre(t *testing.T) {
	for _, d := range []time.Duration{0, 1, 10, 999, 1_000, 123_456_789, 100_000_000, 999_999_999, time.Second, 61*time.Second + 5, 3*time.Hour + 250*time.Millisecond} {
		want := strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
		if got := string(appendSeconds(nil, d)); got != want {
			t.Errorf("%d: got %s, want %s", d, got, want)
		}
	}
}

// The record stands in the way from a request's context to what derives from it.
func TestRecordIsAContext(t *testing.T) {
	type key struct{}
	outer, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "outer"))
	rec := &record{Context: outer}
	r := httptest.NewRequest(http.MethodGet, "/", nil).WithContext(rec)
	inner, stop := context.WithCancel(r.Context())
	defer stop()
	if recordOf(r) != rec || recordOf(r.WithContext(inner)) != rec || inner.Value(key{}) != "outer" {
		t.Error("something is not found")
	}
	cancel()
	if inner.Err() != context.Canceled {
		t.Error("the end of the request does not reach what derives from it")
	}
}
