package webhook

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/weftql/weft/gateway/kriti"
	"github.com/weftql/weft/planner"
)

// Outgoing is a request that is about to be sent.
type Outgoing struct {
	Method string
	URL    string // resolved
	Header http.Header
	Body   []byte // nil: none
}

// requestContext is what templates of a request see (section 6.2).
type requestContext struct {
	vars kriti.Vars
	// value is the context as templates of the answer see it.
	value *planner.Value
}

// contextOf makes the context of a request. session may be nil.
func contextOf(o *Outgoing, session map[string]string) *requestContext {
	body, err := planner.ParseValue(o.Body)
	if err != nil {
		body = planner.NullValue
	}
	query := ""
	if u, err := url.Parse(o.URL); err == nil {
		query = u.RawQuery
	}
	c := &requestContext{value: &planner.Value{Kind: planner.Object, Members: []planner.Member{
		{Name: "body", Value: body},
		{Name: "base_url", Value: planner.StringValue(o.URL)},
		{Name: "session_variables", Value: sessionValue(session)},
		{Name: "query_params", Value: queryValue(query)},
	}}}
	c.vars = kriti.Vars{Names: map[string]*planner.Value{}, Session: session}
	if session == nil {
		c.vars.Session = map[string]string{}
	}
	for _, m := range c.value.Members {
		c.vars.Names["$"+m.Name] = m.Value
	}
	return c
}

func sessionValue(session map[string]string) *planner.Value {
	if session == nil {
		return planner.NullValue
	}
	v := &planner.Value{Kind: planner.Object}
	for _, name := range slices.Sorted(maps.Keys(session)) {
		v.Members = append(v.Members, planner.Member{Name: name, Value: planner.StringValue(session[name])})
	}
	return v
}

// Apply transforms a request: every part is made from the request as it was. The error is a
// [*TransformError]. o is not changed.
func (t *RequestTransform) Apply(o *Outgoing, session map[string]string) (*Outgoing, error) {
	out, err := t.apply(o, contextOf(o, session).vars)
	if err != nil {
		return nil, failedTransform(false, err)
	}
	return out, nil
}

func (t *RequestTransform) apply(o *Outgoing, vars kriti.Vars) (*Outgoing, error) {
	out := &Outgoing{Method: o.Method, URL: o.URL, Header: o.Header.Clone(), Body: o.Body}
	if t.method != "" {
		out.Method = t.method
	}
	var err error
	if out.URL, err = t.address(o.URL, vars); err != nil {
		return nil, err
	}
	for _, name := range t.remove {
		out.Header.Del(name)
	}
	for _, h := range t.add {
		if h.value == nil {
			continue
		}
		value, err := text(h.value, vars)
		if err != nil {
			return nil, err
		}
		out.Header.Add(h.name, value)
	}
	if t.rewrite != nil {
		out.Body, err = t.rewrite.apply(vars)
	}
	return out, err
}

var errURL = errors.New("Invalid URL")

// address makes the new address.
func (t *RequestTransform) address(old string, vars kriti.Vars) (string, error) {
	address := old
	if t.url != nil {
		var err error
		if address, err = text(t.url, vars); err != nil {
			return "", err
		}
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", errURL
	}
	if t.query == nil {
		return address, nil
	}
	if u.RawQuery, err = t.query.apply(vars); err != nil {
		return "", err
	}
	return u.String(), nil
}

// Apply transforms the body of an answer. request is the request as it was before its own
// transform; nil when it has none. The error is a [*TransformError].
func (t *ResponseTransform) Apply(body []byte, status int, request *Outgoing, session map[string]string) ([]byte, error) {
	decoded, err := planner.ParseValue(body)
	if err != nil {
		decoded = planner.NullValue
	}
	if t.rewrite == nil {
		return decoded.AppendJSON(nil), nil
	}
	out, err := t.rewrite.apply(answerVars(decoded, status, request, session))
	if err != nil {
		return nil, failedTransform(true, err)
	}
	switch {
	case t.rewrite.remove:
		return []byte("null"), nil
	case t.rewrite.form != nil:
		return planner.AppendJSONString(nil, string(out)), nil
	}
	return out, nil
}

// answerVars is what templates of an answer see.
func answerVars(body *planner.Value, status int, request *Outgoing, session map[string]string) kriti.Vars {
	asked := planner.NullValue
	if request != nil {
		context := contextOf(request, session).value
		asked = &planner.Value{Kind: planner.Object}
		for _, name := range []string{"method", "url", "body", "query_params", "request_headers"} {
			asked.Members = append(asked.Members, planner.Member{Name: name, Value: context})
		}
	}
	known := session
	if known == nil {
		known = map[string]string{}
	}
	return kriti.Vars{Session: known, Names: map[string]*planner.Value{
		"$body":              body,
		"$response":          {Kind: planner.Object, Members: []planner.Member{{Name: "status", Value: planner.IntValue(int64(status))}}},
		"$session_variables": sessionValue(session),
		"$request":           asked,
	}}
}
