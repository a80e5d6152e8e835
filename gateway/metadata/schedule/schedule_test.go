package schedule_test

import (
	"testing"
	"time"

	"github.com/weftql/weft/gateway/metadata/schedule"
)

func TestNextTimes(t *testing.T) {
	from := time.Date(2024, 2, 28, 23, 59, 30, 0, time.UTC) // a Wednesday
	for text, want := range map[string]string{
		"* * * * *":      "2024-02-29T00:00:00Z",
		"*/15 * * * *":   "2024-02-29T00:00:00Z",
		"5,10 3-4 * * *": "2024-02-29T03:05:00Z",
		"0 0 29 2 *":     "2024-02-29T00:00:00Z",
		"0 0 1 1 *":      "2025-01-01T00:00:00Z",
		"30 12 * * 0":    "2024-03-03T12:30:00Z",
		"30 12 * * 7":    "2024-03-03T12:30:00Z",
		"30 12 * * 6-7":  "2024-03-02T12:30:00Z",
		"0 0 * * 1-7/3":  "2024-02-29T00:00:00Z",
		"0 0 * * 5-7/2":  "2024-03-01T00:00:00Z",
		"0 0 15 * 5":     "2024-03-01T00:00:00Z", // either day
		"@hourly":        "2024-02-29T00:00:00Z",
		"@monthly":       "2024-03-01T00:00:00Z",
	} {
		s, err := schedule.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := s.Next(from).Format(time.RFC3339); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestWhatIsNoSchedule(t *testing.T) {
	for _, text := range []string{
		"", "*", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
		"* * * * MON", "* * * JAN *", "@every 1s", "@reboot", "CRON_TZ=Asia/Tokyo 0 0 * * *", "? * * * *", "*/0 * * * *", "5-1 * * * *", "* * * * 9-7", "* * * * 1-7/0",
	} {
		if _, err := schedule.Parse(text); err == nil {
			t.Errorf("%q is taken for a schedule", text)
		}
	}
}
