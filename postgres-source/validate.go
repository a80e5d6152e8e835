package postgres

import (
	"context"
	"encoding/json"

	"github.com/weftql/weft/planner"
)

// Validator asks the webhooks of permissions' `validate_input`
// (contract/postgres-graphql.md 6.9). It is safe for concurrent use.
type Validator interface {
	// Validate returns nil when the input may be written, else a *planner.Fault.
	Validate(ctx context.Context, v *Validation) error
}

// Validation is one question to a webhook. It is borrowed for the length of the call.
type Validation struct {
	// Definition is the metadata's `validate_input`.
	Definition json.RawMessage
	// Input is the JSON array that is `data.input` of the question.
	Input []byte
	// Params tell who asks, with the client's headers.
	Params *planner.Params
}

var _ planner.Checker = (*mutation)(nil)

// Check implements [planner.Checker]. Without a validator a permission that asks for one
// denies the write.
func (m *mutation) Check(ctx context.Context, in *planner.Input) error {
	for row := range in.Rows {
		params := in.ParamsOf(row)
		for _, f := range m.of.Fields {
			for _, v := range f.Validations(params) {
				if err := m.source.validate(ctx, &Validation{Definition: v.Definition, Input: v.Input, Params: params}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *Source) validate(ctx context.Context, v *Validation) error {
	if s.options.Validator == nil {
		return planner.Faultf(planner.CodeUnexpected, nil, "internal error when validating input data")
	}
	return s.options.Validator.Validate(ctx, v)
}
