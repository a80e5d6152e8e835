package roles

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/weftql/weft/gateway/metadata"
)

// Keeper holds the current epoch. A change builds the next one beside it and swaps;
// requests that hold the old one finish on it.
type Keeper struct {
	opts    Options
	logger  *slog.Logger
	current atomic.Pointer[Epoch]

	mu       sync.Mutex // one build at a time
	changed  []func(*Epoch)
	retrying chan struct{}
}

// NewKeeper returns a keeper without an epoch: call [Keeper.Swap] first.
func NewKeeper(opts Options) *Keeper {
	logger := opts.Logger
	if logger == nil {
		logger = slog.Default()
	}
	return &Keeper{opts: opts, logger: logger, retrying: make(chan struct{}, 1)}
}

// Epoch returns the current epoch, nil before the first [Keeper.Swap].
func (k *Keeper) Epoch() *Epoch { return k.current.Load() }

// OnChange registers a function that is called after each later swap with the new epoch. It
// must be called before others can swap.
func (k *Keeper) OnChange(f func(*Epoch)) { k.changed = append(k.changed, f) }

// Swap builds the epoch of a document and makes it the current one. What is inconsistent
// is left out and listed in the epoch; an error means that there is no new epoch.
func (k *Keeper) Swap(ctx context.Context, doc *metadata.Document, version int) (*Epoch, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	next, err := build(ctx, doc, version, k.current.Load(), Everything, &k.opts)
	if err != nil {
		return nil, err
	}
	k.install(next)
	return next, nil
}

// Build builds an epoch beside the current one, which stays. It takes over from previous,
// the current epoch or one built from it, what neither the document nor the change touches.
// An epoch that is never installed needs no closing.
func (k *Keeper) Build(ctx context.Context, doc *metadata.Document, version int, previous *Epoch, change Change) (*Epoch, error) {
	return build(ctx, doc, version, previous, change, &k.opts)
}

// Install makes an epoch the current one, unless that is of a later version by now, and
// tells whether it did.
func (k *Keeper) Install(next *Epoch) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := k.current.Load(); now != nil && now.Version > next.Version {
		return false
	}
	k.install(next)
	return true
}

// install is Install of an epoch that is known to be later. Lock should be held.
func (k *Keeper) install(next *Epoch) {
	k.current.Store(next)
	for _, f := range k.changed {
		f(next)
	}
	if next.Retry {
		select {
		case k.retrying <- struct{}{}:
		default:
		}
	}
}

// Delays between attempts to reach a source that was down when its epoch was built.
const (
	firstRetry = time.Second
	lastRetry  = 30 * time.Second
)

// Run builds the current document again, with growing pauses, as long as a source is
// missing because it did not answer. It returns when ctx has ended.
func (k *Keeper) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.retrying:
		}
		k.retry(ctx)
	}
}

func (k *Keeper) retry(ctx context.Context) {
	for delay := firstRetry; ; delay = min(2*delay, lastRetry) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(delay):
		}
		if k.rebuild(ctx) {
			return
		}
	}
}

// rebuild builds the current document again and tells whether nothing is left to retry.
func (k *Keeper) rebuild(ctx context.Context) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.current.Load()
	if !now.Retry {
		return true
	}
	next, err := build(ctx, now.Document, now.Version, now, Everything, &k.opts)
	if err != nil {
		k.logger.Error("building the epoch again", "error", err)
		return false
	}
	if len(next.Inconsistencies) < len(now.Inconsistencies) {
		k.install(next)
	}
	return !next.Retry
}
