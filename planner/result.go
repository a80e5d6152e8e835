package planner

// Result is what a run answered: one reply per row, in the order of the params it was run
// with. It is not safe for concurrent changes, but rows may be read concurrently.
type Result struct{}

// Err returns why the row has no reply, or nil. It is a *Fault.
func (r *Result) Err(row int) error { return nil }

// Errors returns the errors of joins that were answered with null. It is empty unless the
// run was partial.
func (r *Result) Errors(row int) []*Fault { return nil }

// Size is the exact length of the row's reply in bytes.
func (r *Result) Size(row int) int { return 0 }

// AppendReply appends the reply, the JSON object that is the value of `data`, to dst. The
// row must not have failed.
func (r *Result) AppendReply(dst []byte, row int) []byte { return dst }

// Cookies returns the Set-Cookie values that root calls passed on.
func (r *Result) Cookies() []string { return nil }

// Release gives buffers back. The result and everything read from it must not be used
// afterwards.
func (r *Result) Release() {}
