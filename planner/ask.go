package planner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"runtime/debug"

	"github.com/weftql/weft/planner/internal/keytable"
)

// maxRows is how many distinct keys one join may have in one run.
const maxRows = 1 << 20

// ask runs a call's query, reads what came back, and gives the calls below their rows.
func (x *execution) ask(ctx context.Context, a *answer) (err error) {
	defer x.rescue(ctx, a.call, &err)
	a.out.init(len(a.in.Rows), a.call.Columns)
	a.cells = a.cells[:0]
	for range len(a.in.Rows) * a.call.Columns {
		a.cells = append(a.cells, answerCell{})
	}
	if err := x.askSource(ctx, a); err != nil {
		return err
	}
	for _, j := range a.call.Joins {
		x.startJoin(j.Call)
	}
	return x.read(ctx, a)
}

// askSource runs the query behind the source's gate and inside a span.
func (x *execution) askSource(ctx context.Context, a *answer) (err error) {
	gate := x.opts.Limits.gate(a.call.Source)
	if err := gate.enter(ctx); err != nil {
		return err
	}
	defer gate.leave()
	ctx, span := startSpan(ctx, "call", a.call, len(a.in.Rows))
	if span != nil {
		defer func() { endSpan(span, err) }()
	}
	if err := a.call.Query.Run(ctx, &a.in, &a.out); err != nil || x.opts.MaxReply == 0 {
		return err
	}
	// Twice as much as a reply may hold: keys of joins are cut out of it.
	most := 2 * int64(x.opts.MaxReply) * int64(len(x.params))
	if x.received.Add(a.out.size()) > most {
		return ReplyTooLarge(x.opts.MaxReply)
	}
	return nil
}

// check asks a query whether it may write.
func (x *execution) check(ctx context.Context, call *Call) *Fault {
	a := x.answer(call)
	if err := x.checkSource(ctx, a); err != nil {
		return x.faultFrom(ctx, a, err)
	}
	return nil
}

func (x *execution) checkSource(ctx context.Context, a *answer) (err error) {
	defer x.rescue(ctx, a.call, &err)
	ctx, span := startSpan(ctx, "check", a.call, len(a.in.Rows))
	if span != nil {
		defer func() { endSpan(span, err) }()
	}
	return a.call.checker.Check(ctx, &a.in)
}

func (x *execution) foreseeCall(ctx context.Context, call *Call) *Fault {
	a := x.answer(call)
	foresee := func() (err error) {
		defer x.rescue(ctx, call, &err)
		return call.foreseer.Foresee(&a.in)
	}
	if err := foresee(); err != nil {
		return x.faultFrom(ctx, a, err)
	}
	return nil
}

// startJoin prepares a join call for rows.
func (x *execution) startJoin(call *Call) {
	a := x.answer(call)
	a.classes = classify(x.params, &call.reads)
	a.in.Params = a.classes.params(x.params)
	if a.keys == nil {
		a.keys = keytable.New(maxRows)
	}
}

// read scans all wanted cells.
func (x *execution) read(ctx context.Context, a *answer) error {
	for row := range a.in.Rows {
		for col := range a.call.Columns {
			if !a.wants(row, col) {
				continue
			}
			if err := x.readCell(ctx, a, row, col); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *execution) readCell(ctx context.Context, a *answer, row, col int) error {
	json, err := a.out.Get(row, col)
	c := a.cell(row, col)
	if err != nil {
		c.fault = x.faultFrom(ctx, a, err)
		return nil
	}
	scan := a.call.scan(col)
	if scan == nil {
		return nil
	}
	c.from, c.to, err = a.found.Scan(json, scan)
	if err != nil {
		c.fault = &Fault{Code: CodeUnexpected, Message: fmt.Sprintf("unexpected answer from %s: %s", a.call.Source, err), Status: 500}
		return nil
	}
	return x.giveRows(a, row, c)
}

// giveRows turns the keys of a cell's slots into rows of the calls below.
func (x *execution) giveRows(a *answer, row int, c *answerCell) error {
	request := a.classes.representative(a.in.Rows[row].Params)
	for i := c.from; i < c.to; i++ {
		p := &a.found.Places[i]
		if p.Slot < 0 {
			continue
		}
		p.Row = noRow
		key := a.found.Key(p)
		if key == nil {
			continue
		}
		target := a.call.slots[p.Slot]
		below := x.answer(a.call.Joins[target.join].Call)
		n, ok := below.addRow(below.classes.class(request), key, target.column)
		if !ok {
			return Faultf(CodeUnexpected, nil, "a relationship was asked for more than %d distinct keys", maxRows)
		}
		p.Row = int32(n) //nolint:gosec // less than maxRows
	}
	return nil
}

// noRow is the row of a slot without a key.
const noRow = math.MinInt32

// rescue turns a panic into an error. It must be deferred itself.
func (x *execution) rescue(ctx context.Context, call *Call, err *error) {
	if p := recover(); p != nil {
		x.logger().ErrorContext(ctx, "panic in a source call", "source", call.Source.String(), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		*err = &Fault{Code: CodeUnexpected, Message: internalError, Status: 500, Cause: fmt.Errorf("%s: panic: %v", call.Source, p)}
	}
}

// faultFrom turns an error of a source into a fault.
func (x *execution) faultFrom(ctx context.Context, a *answer, err error) *Fault {
	f, ok := errors.AsType[*Fault](err)
	if ctx.Err() != nil {
		ended := canceled(ctx)
		ended.Unknown = ok && f.Unknown
		return ended
	}
	if !ok {
		x.logger().ErrorContext(ctx, "source call failed", "source", a.call.Source.String(), "error", err.Error())
		f = faultOf(fmt.Errorf("%s: %w", a.call.Source, err))
	}
	return f
}

// canceled is the fault of a request whose context has ended.
func canceled(ctx context.Context) *Fault {
	return &Fault{Code: CodeUnexpected, Message: "the request was canceled", Status: 500, Cause: context.Cause(ctx)}
}

func (x *execution) logger() *slog.Logger {
	if x.opts.Logger != nil {
		return x.opts.Logger
	}
	return slog.Default()
}
