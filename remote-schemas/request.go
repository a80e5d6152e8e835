package remote

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// maxTogether bounds the requests one run of a query has open at once.
const maxTogether = 16

// together calls do for 0 to n-1, a bounded number at once, and returns the error of ctx.
// A single call stays on the caller's goroutine.
func together(ctx context.Context, n int, do func(i int)) error {
	if n == 1 {
		do(0)
		return ctx.Err()
	}
	var group errgroup.Group
	group.SetLimit(maxTogether)
	for i := range n {
		group.Go(func() error {
			if ctx.Err() == nil {
				do(i)
			}
			return nil
		})
	}
	_ = group.Wait() // nothing above returns an error
	return ctx.Err()
}

// post sends a request for one set of params.
func (s *Source) post(ctx context.Context, params *planner.Params, body []byte) (*outgoing.Response, error) {
	header, err := s.header(params, s.opts.Definition.ForwardHeaders)
	if err != nil {
		return nil, invalidDefinition(err)
	}
	res, err := s.opts.Client.Do(ctx, s.request(header, body))
	if err != nil {
		return nil, s.callFault(err)
	}
	return res, nil
}

// appendRequest appends a request's JSON up to the first variable.
func appendRequest(dst []byte, document, operation string) []byte {
	dst = append(dst, `{"query":`...)
	dst = planner.AppendJSONString(dst, document)
	if operation != "" {
		dst = append(dst, `,"operationName":`...)
		dst = planner.AppendJSONString(dst, operation)
	}
	return append(dst, `,"variables":{`...)
}

// appendVariables appends the members for the variables.
func appendVariables(dst []byte, vars []variable, params *planner.Params, key [][]byte) ([]byte, error) {
	var err error
	for i := range vars {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(planner.AppendJSONString(dst, vars[i].name), ':')
		if dst, err = vars[i].append(dst, params, key); err != nil {
			return nil, err
		}
	}
	return dst, nil
}
