package remote

import (
	"net/http"
	"time"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// header returns the headers of a request in the order of priority that section 4.3 gives:
// what is forced, configured headers, the session, and, where the definition says so, the
// client's own.
func (s *Source) header(p *planner.Params, forward bool) (http.Header, error) {
	header := http.Header{
		"Content-Type": {"application/json"},
		"User-Agent":   {s.opts.Client.UserAgent()},
	}
	configured, err := outgoing.ResolveHeaders(s.opts.Definition.Headers, s.opts.Env)
	if err != nil {
		return nil, err
	}
	outgoing.AddMissing(header, configured)
	if p.Session != nil {
		outgoing.AddMissing(header, outgoing.Session(p.Session.Variables))
	}
	if forward {
		outgoing.AddMissing(header, outgoing.Forwarded(p.Headers, outgoing.UnforwardedHeaders))
	}
	if p.RequestID != "" {
		outgoing.AddMissing(header, http.Header{"X-Request-Id": {p.RequestID}})
	}
	return header, nil
}

func (s *Source) timeout() time.Duration {
	return time.Duration(s.opts.Definition.TimeoutSeconds) * time.Second
}
