package live

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"
	"time"

	"github.com/weftql/weft/planner"
)

// Round is what happened in one round of a poller, for logs and metrics
// (contract/subscriptions.md 12.3).
type Round struct {
	Poller    string // its id, for as long as it lives
	Streaming bool
	Snapshot  time.Duration
	Total     time.Duration
	Cohorts   int
	Batches   []Batch
}

// Batch is one run of a round. The runs that search a failed one for the guilty are not
// listed.
type Batch struct {
	Run   time.Duration // in the sources
	Push  time.Duration
	Bytes int
	Fault *planner.Fault // of the first cohort that failed
}

// runRound runs the cohorts that are dirty now and tells whether these were all. Chunks of
// the batch size run at the same time (8.3).
func (p *poller) runRound(ctx context.Context) (all bool) {
	start := time.Now()
	n, dirty, all := p.snapshot()
	if len(dirty) == 0 {
		return false
	}
	snapshot := time.Since(start)
	size := p.cadence.Batch
	batches := make([]Batch, (len(dirty)+size-1)/size)
	var group sync.WaitGroup
	i := 0
	for chunk := range slices.Chunk(dirty, size) {
		batch := &batches[i]
		i++
		group.Go(func() { *batch = p.runBatch(ctx, n, chunk) })
	}
	group.Wait()
	if observe := p.queries.options.Observe; observe != nil && ctx.Err() == nil {
		observe(Round{Poller: p.name, Streaming: p.stream, Snapshot: snapshot, Total: time.Since(start), Cohorts: len(dirty), Batches: batches})
	}
	return all
}

// snapshot begins round n: it returns the dirty cohorts, now clean, and whether no other
// ones exist. Those who join from here on wait for the next round.
func (p *poller) snapshot() (n int, dirty []*cohort, all bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.round++
	for _, c := range p.cohorts {
		if c.dirty {
			c.dirty = false
			dirty = append(dirty, c)
		}
	}
	return p.round, dirty, len(dirty) == len(p.cohorts)
}

// runBatch runs cohorts as rows of one run and pushes what they answer.
func (p *poller) runBatch(ctx context.Context, n int, cohorts []*cohort) Batch {
	var batch Batch
	start := time.Now()
	params := make([]*planner.Params, len(cohorts))
	for i, c := range cohorts {
		params[i] = c.params
	}
	result := p.plan.Run(ctx, params, p.queries.options.Run)
	defer result.Release()
	batch.Run = time.Since(start)
	if ctx.Err() != nil {
		return batch
	}
	faults := faultsOf(result, len(cohorts))
	batch.Fault = first(faults)
	if batch.Fault != nil && !slices.Contains(faults, nil) && p.mayBlame(cohorts, batch.Fault) {
		p.blame(ctx, n, cohorts, batch.Fault)
		return batch
	}
	start = time.Now()
	batch.Bytes = p.pushAll(n, cohorts, result, faults)
	batch.Push = time.Since(start)
	return batch
}

func faultsOf(result *planner.Result, rows int) []*planner.Fault {
	faults := make([]*planner.Fault, rows)
	for row := range faults {
		if err := result.Err(row); err != nil {
			faults[row] = asFault(err)
		}
	}
	return faults
}

func first(faults []*planner.Fault) *planner.Fault {
	for _, f := range faults {
		if f != nil {
			return f
		}
	}
	return nil
}

var scratch = sync.Pool{New: func() any { return new([]byte) }}

// pushAll pushes the rows of a result to their cohorts and returns how many bytes they
// have. Only results that somebody gets are copied.
func (p *poller) pushAll(n int, cohorts []*cohort, result *planner.Result, faults []*planner.Fault) (size int) {
	buf := scratch.Get().(*[]byte)
	defer scratch.Put(buf)
	for row, c := range cohorts {
		final := result.Final(row)
		if faults[row] != nil {
			p.push(n, c, nil, Result{Fault: faults[row], Final: final})
			continue
		}
		data := result.AppendReply((*buf)[:0], row)
		*buf = data
		size += len(data)
		if p.stream {
			p.advance(n, c, data, result.Next(row))
		} else {
			p.push(n, c, data, Result{Final: final})
		}
	}
	if cap(*buf) > 1<<20 {
		*buf = nil
	}
	return size
}

// push gives a result to those of the cohort who are to have it. data, which the result does
// not hold yet, is borrowed.
func (p *poller) push(n int, c *cohort, data []byte, result Result) {
	hash := sha256.Sum256(data)
	p.mu.Lock()
	receivers := c.take(n, result.Fault != nil, result.Final, hash)
	if result.Fault == nil {
		p.hopeless = ""
	}
	p.mu.Unlock()
	if len(receivers) == 0 {
		return
	}
	if result.Fault == nil {
		result.Data, result.Digest = slices.Clone(data), hash
	}
	for _, r := range receivers {
		r.push(result)
	}
}

// push gives the result to the subscriber. A subscription that fails before it ever
// succeeded has not come about (contract/subscriptions.md 7.9).
func (r receiver) push(result Result) {
	result.Final = result.Final || result.Fault != nil && r.unproven
	r.sink.Push(result)
	if result.Final {
		r.Stop()
	}
}
