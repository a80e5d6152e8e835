package jwt

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// expiry reads from the headers of an answer when it has to be fetched again; known is
// false when they cannot be read, and then the old expiry stays. The zero time means never
// (contract/auth-and-server.md 4.5).
func expiry(header http.Header, now time.Time) (at time.Time, known bool) {
	if control := header.Get("Cache-Control"); control != "" {
		age, useful, ok := cacheControl(control)
		if !ok {
			return time.Time{}, false
		}
		if useful {
			return now.Add(age), true
		}
	}
	text := header.Get("Expires")
	if text == "" {
		return time.Time{}, true
	}
	at, err := time.Parse(time.RFC1123, text)
	return at, err == nil
}

// cacheControl returns the age an answer may reach: that of max-age or s-maxage, whichever
// comes first, or zero when it must not be kept. ok is false when it cannot be read, useful
// when it says nothing about age.
func cacheControl(text string) (age time.Duration, useful, ok bool) {
	aged, revalidate := false, false
	for directive := range strings.SplitSeq(strings.ToLower(text), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch name {
		case "max-age", "s-maxage":
			seconds, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31)
			if err != nil {
				return 0, false, false
			}
			if !aged {
				age, aged = time.Duration(seconds)*time.Second, true //nolint:gosec // fits, see above
			}
		case "no-cache", "no-store":
			return 0, true, true
		case "must-revalidate":
			revalidate = true
		}
	}
	return age, aged || revalidate, true
}
