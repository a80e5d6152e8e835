package planner_test

import (
	"context"
	"testing"

	"github.com/weftql/weft/planner"
)

// The reply is measured with everything joined, which may stand in many places of it.
func TestRepliesAreBounded(t *testing.T) {
	g := newShop(t, `{ orders { buyer: customer { id } reviews { id } reviews_count } }`)
	r := g.runAs(t.Context(), planner.RunOptions{}, "1")
	if err := r.Err(0); err != nil {
		t.Fatal(err)
	}
	size := r.Size(0)
	r = g.runAs(t.Context(), planner.RunOptions{MaxReply: size}, "1")
	if err := r.Err(0); err != nil || r.Size(0) != size {
		t.Errorf("%d bytes of %d: %v", r.Size(0), size, err)
	}
	r = g.runAs(t.Context(), planner.RunOptions{MaxReply: size - 1}, "1", "2")
	fault := asFault(t, r.Err(0))
	if want := planner.ReplyTooLarge(size - 1); fault.Code != want.Code || fault.Message != want.Message || fault.Path != "$" {
		t.Errorf("got %v", fault)
	}
}

// A source is not waited for when others have answered too much.
func TestWhatSourcesAnswerIsBounded(t *testing.T) {
	g := newShop(t, `{ orders { buyer: customer { id } } }`)
	asked := false
	g.sources[crmID].before = func(context.Context, *planner.Input) error { asked = true; return nil }
	fault := asFault(t, g.runAs(t.Context(), planner.RunOptions{MaxReply: 10}, "1").Err(0))
	if fault.Message != "the answer is larger than the allowed 10 bytes" {
		t.Errorf("got %v", fault)
	}
	if asked {
		t.Error("the other source was asked")
	}
}
