package webhook

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/weftql/weft/remote-schemas/outgoing"
)

// The `internal` of errors about an exchange (contract/events-actions-rest.md 4.3).
type (
	internal struct {
		Error    string           `json:"error"`
		Request  internalRequest  `json:"request"`
		Response internalResponse `json:"response"`
	}
	internalRequest struct {
		URL     outgoing.Template `json:"url"`
		Body    json.RawMessage   `json:"body"`
		Headers []outgoing.Header `json:"headers"`
		// Addresses and headers that templates made may hold secrets: they are not told.
		Transformed *internalTransformed `json:"transformed_request,omitempty"`
	}
	internalTransformed struct {
		Method string          `json:"method"`
		Body   json.RawMessage `json:"body"`
	}
	internalResponse struct {
		Status  int              `json:"status"`
		Body    json.RawMessage  `json:"body"`
		Headers []responseHeader `json:"headers"`
	}
	responseHeader struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

// Internal tells admins of the exchange beside what is wrong with it: address and request
// headers as they are configured, never resolved.
func (x *Exchange) Internal(what string) json.RawMessage {
	in := internal{
		Error:    what,
		Request:  internalRequest{URL: x.Hook.URL, Body: x.Body, Headers: x.Hook.Headers},
		Response: internalResponse{Status: x.Response.Status, Body: x.Response.Body, Headers: []responseHeader{}},
	}
	if x.Sent != nil {
		in.Request.Transformed = &internalTransformed{Method: x.Sent.Method, Body: shown(x.Sent.Body)}
	}
	if in.Request.Headers == nil {
		in.Request.Headers = []outgoing.Header{}
	}
	for _, name := range slices.Sorted(maps.Keys(x.Response.Header)) {
		for _, value := range x.Response.Header[name] {
			in.Response.Headers = append(in.Response.Headers, responseHeader{Name: name, Value: value})
		}
	}
	in.Response.Body = shown(x.Response.Body)
	text, err := json.Marshal(in)
	if err != nil {
		return nil // every part was checked
	}
	return text
}

// shown is a body as JSON.
func shown(body []byte) json.RawMessage {
	if json.Valid(body) {
		return body
	}
	return quote(body)
}

// quote makes a JSON string of bytes that are not JSON.
func quote(body []byte) json.RawMessage {
	text, err := json.Marshal(string(body))
	if err != nil {
		return nil // a string always marshals
	}
	return text
}
