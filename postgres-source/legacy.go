package postgres

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/compile"
	"github.com/weftql/weft/postgres-source/legacy"
	"github.com/weftql/weft/postgres-source/pool"
	"github.com/weftql/weft/postgres-source/sqltext"
)

// RunLegacy runs a data operation of /v1/query, whose arguments stand at path, for the
// session of params, in a transaction of its own (contract/metadata-and-migrations.md 8.2).
// The permission's validate_input is asked before it. It returns the operation's JSON. The
// error is a *planner.Fault, or the context's. It is safe for concurrent use.
func (s *Source) RunLegacy(ctx context.Context, params *planner.Params, command *legacy.Command, path *planner.Path) (json.RawMessage, error) {
	session := params.Session
	op, err := command.Resolve(s.model, session.Role, path)
	if err != nil {
		return nil, err
	}
	target := &compile.Target{
		Source: s.ID(), Model: s.model, Role: session.Role.Name, StringifyNumbers: s.options.StringifyNumbers,
	}
	l, err := compile.NewLegacy(target, op)
	if err != nil {
		return nil, err
	}
	st, err := legacyStatement(l.Step, l.State, session, path)
	if err == nil && l.Answer != nil {
		_, err = legacyStatement(l.Answer, nil, session, path) // its faults show before anything is written
	}
	if err != nil {
		return nil, err
	}
	if v := legacy.ValidationOf(op); v != nil {
		if err := s.validate(ctx, &Validation{Definition: v.Definition, Input: v.Input, Params: params}); err != nil {
			return nil, refusedAt(err, path)
		}
	}
	after := func(state *compile.State) (*pool.Statement, error) {
		return legacyStatement(l.Answer, state, session, path)
	}
	if l.Answer == nil {
		after = nil
	}
	answer, err := s.runLegacy(ctx, session, st, command.Writes(), after)
	return answer, s.writeFault(err, st.SQL, st.Args, path)
}

// refusedAt puts a webhook's refusal where the arguments stand.
func refusedAt(err error, path *planner.Path) error {
	var f *planner.Fault
	if !errors.As(err, &f) {
		return err
	}
	at := *f
	at.Path = path.String()
	return &at
}

// runLegacy runs a statement that answers one value or, if there is one after it, what that
// needs to know to answer.
func (s *Source) runLegacy(ctx context.Context, session *planner.Session, st *pool.Statement, writes bool, after func(*compile.State) (*pool.Statement, error)) (answer json.RawMessage, err error) {
	row := func(values [][]byte) error {
		if len(values) != 1 {
			return errors.New("the database answered more than was asked for")
		}
		answer = clone(values[0])
		return nil
	}
	if !writes {
		err = s.pool.Read(ctx, st.SQL, st.Args, row)
		return answer, err
	}
	set := settings(ctx, session)
	o := &pool.TxOptions{Isolation: s.options.Metadata.Configuration.ConnectionInfo.IsolationLevel, Settings: set[:]}
	err = s.pool.Write(ctx, o, func(tx *pool.Tx) error {
		last := st
		if after != nil {
			state, err := written(ctx, tx, st)
			if err != nil {
				return err
			}
			if last, err = after(state); err != nil {
				return err
			}
		}
		_, err := tx.ExecLast(ctx, last, row)
		return err
	})
	return answer, err
}

// written runs a statement that tells how many rows it wrote, and which.
func written(ctx context.Context, tx *pool.Tx, st *pool.Statement) (*compile.State, error) {
	state := &compile.State{}
	_, err := tx.Exec(ctx, st, func(values [][]byte) error {
		state.Affected, state.Rows = clone(values[0]), clone(values[1])
		return nil
	})
	return state, err
}

// legacyStatement renders a step and looks its parameters up.
func legacyStatement(step *compile.Step, state *compile.State, session *planner.Session, path *planner.Path) (*pool.Statement, error) {
	inputs := make([]*compile.Input, len(step.Inputs))
	for i := range step.Inputs {
		inputs[i] = &step.Inputs[i]
	}
	for _, name := range compile.ReadsOf(inputs).Session {
		if _, ok := session.Variable(name); !ok {
			return nil, planner.Faultf(planner.CodeNotFound, path, "%s header is expected but not found", name)
		}
	}
	texts, err := textsOf(step.Inputs, &planner.Params{Session: session}, state)
	if err != nil {
		return nil, err
	}
	st := statementOf(step, sqltext.Write(step.Query, sqltext.Single, nil), texts)
	return &st, nil
}
