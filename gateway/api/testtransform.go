package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// transformTrial is a request that is transformed and not sent
// (contract/events-actions-rest.md 6.5).
type transformTrial struct {
	url     outgoing.Template
	request *webhook.RequestTransform
	plain   *webhook.Outgoing
	session map[string]string
	env     map[string]string
}

// decodeTestTransform is test_webhook_transform. Environment variables are those of the
// arguments, never the server's own.
func decodeTestTransform(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	t := &transformTrial{plain: &webhook.Outgoing{Method: http.MethodPost, Header: http.Header{}}}
	o.Into("env", &t.env)
	t.readURL(o)
	t.readHeaders(o)
	o.Into("session_variables", &t.session)
	t.lowerSession()
	t.plain.Body = args.Compact(o.Must("body"))
	request, err := webhook.ParseRequestTransform(o.Must("request_transform"))
	t.request = request
	response, _ := o.Raw("response_transform")
	_, responseErr := webhook.ParseResponseTransform(response)
	if err = errors.Join(err, responseErr); err != nil && o.Err() == nil {
		return nil, trialFault(err)
	}
	return reading(func(context.Context, *change) (*answer, error) { return t.run() }), o.Err()
}

// readURL reads `webhook_url`: a template, or the name of a variable.
func (t *transformTrial) readURL(o *args.Object) {
	value := o.Must("webhook_url")
	if o.Err() != nil {
		return
	}
	if args.Kind(value) == "Object" {
		name := o.Nested("webhook_url").Text("from_env")
		address, set := t.env[name]
		if !set && o.Err() == nil {
			o.Refuse(o.Path(), &planner.Fault{Code: planner.CodeNotFound, Status: http.StatusBadRequest, Message: "Missing Env Var"})
		}
		t.url = outgoing.Template(address)
		return
	}
	o.Into("webhook_url", (*string)(&t.url))
}

// readHeaders reads `request_headers`, pairs of a name and a value.
func (t *transformTrial) readHeaders(o *args.Object) {
	for _, pair := range args.List(o, "request_headers", func(data json.RawMessage, _ *planner.Path) (pair [2]string, err error) {
		return pair, json.Unmarshal(data, &pair)
	}) {
		t.plain.Header.Add(pair[0], pair[1])
	}
	if t.plain.Header.Get("Content-Type") == "" {
		t.plain.Header.Set("Content-Type", "application/json")
	}
}

func (t *transformTrial) lowerSession() {
	lower := make(map[string]string, len(t.session))
	for name, value := range t.session {
		lower[strings.ToLower(name)] = value
	}
	if t.session != nil {
		t.session = lower
	}
}

func (t *transformTrial) run() (*answer, error) {
	address, err := t.address()
	if err != nil {
		return nil, err
	}
	t.plain.URL = address
	sent := t.plain
	if t.request != nil {
		if sent, err = t.request.Apply(t.plain, t.session); err != nil {
			return nil, trialFault(err)
		}
	}
	headers := [][2]string{}
	for name, values := range sent.Header {
		for _, value := range values {
			headers = append(headers, [2]string{strings.ToLower(name), value})
		}
	}
	slices.SortStableFunc(headers, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	body := any(string(sent.Body))
	if json.Valid(sent.Body) {
		body = json.RawMessage(sent.Body)
	}
	return asJSON(struct {
		URL     string      `json:"webhook_url"`
		Method  string      `json:"method"`
		Headers [][2]string `json:"headers"`
		Body    any         `json:"body"`
	}{sent.URL, sent.Method, headers, body})
}

// address resolves the URL.
func (t *transformTrial) address() (string, error) {
	address, err := t.url.URL(func(name string) (string, bool) { v, ok := t.env[name]; return v, ok })
	var unset *outgoing.UnsetError
	switch {
	case errors.As(err, &unset):
		f := fault(planner.CodeNotFound, "Missing Env Var: %s. For security reasons when testing request options real environment variable values are not available. "+
			"Please enter a mock value for %[1]s in the Sample Env Variables list. "+
			"See https://hasura.io/docs/latest/graphql/core/actions/rest-connectors/#action-transforms-sample-context", unset.Names[0])
		f.Status = http.StatusBadRequest
		return "", f
	case err != nil:
		return "", fault(planner.CodeParseFailed, "Invalid Url Template")
	}
	return address, nil
}

// trialFault is the fault of a transform that cannot be read or applied.
func trialFault(err error) error {
	var transform *webhook.TransformError
	if errors.As(err, &transform) {
		return transform.Invalid()
	}
	return fault(planner.CodeParseFailed, "%v", err)
}
