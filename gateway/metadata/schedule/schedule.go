// Package schedule reads the cron schedules of the metadata: five fields in UTC
// (contract/events-actions-rest.md 3.1). The one function to know is [Parse].
package schedule

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/robfig/cron/v3"
)

// parser reads minute, hour, day of month, month and day of week, and the words for usual
// schedules.
var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// Parse reads a schedule. Times given to it and got from it should be in UTC.
func Parse(text string) (cron.Schedule, error) {
	text = strings.TrimSpace(text)
	normal, err := normalised(text)
	if err != nil {
		return nil, fmt.Errorf("invalid cron schedule %q: %w", text, err)
	}
	s, err := parser.Parse(normal)
	if err != nil {
		return nil, fmt.Errorf("invalid cron schedule %q: %w", text, err)
	}
	return s, nil
}

// normalised makes of the contract's language the library's, which knows more (time zones,
// intervals, names) and calls Sunday 0 only.
func normalised(text string) (string, error) {
	if strings.HasPrefix(text, "@") {
		switch text {
		case "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly":
			return text, nil
		}
		return "", fmt.Errorf("unknown word %s", text)
	}
	fields := strings.Fields(text)
	if len(fields) != 5 {
		return "", fmt.Errorf("expected 5 fields, but encountered %d", len(fields))
	}
	for _, f := range fields {
		if strings.Trim(f, "0123456789*,-/") != "" {
			return "", fmt.Errorf("unexpected characters in %q", f)
		}
	}
	fields[4] = sundays(fields[4])
	return strings.Join(fields, " "), nil
}

// sundays writes the day 7 as 0. Parts that have it are written as lists of days; the others
// stay for the library to judge.
func sundays(days string) string {
	parts := strings.Split(days, ",")
	for i, part := range parts {
		span, by, stepped := strings.Cut(part, "/")
		first, last, ranged := strings.Cut(span, "-")
		if !ranged && first == "7" && !stepped {
			parts[i] = "0"
		}
		if ranged && last == "7" {
			parts[i] = upToSunday(part, first, by)
		}
	}
	return strings.Join(parts, ",")
}

func upToSunday(part, first, by string) string {
	from, err := strconv.Atoi(first)
	step := 1
	if by != "" && err == nil {
		step, err = strconv.Atoi(by)
	}
	if err != nil || from > 7 || step < 1 {
		return part
	}
	var list []string
	for day := from; day <= 7; day += step {
		list = append(list, strconv.Itoa(day%7))
	}
	return strings.Join(list, ",")
}
