package actions

import (
	"crypto/sha256"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
)

// Options configures a [Source].
type Options struct {
	Actions []metadata.Action // permissions of inherited roles resolved by the caller
	Types   metadata.CustomTypes
	// Scalars are the names of the scalar types of databases: actions may use them
	// without declaring them.
	Scalars []string
	Caller  *webhook.Caller
	// Log keeps runs of asynchronous actions; without it there can be none.
	Log Log
	// Logger gets action-handler-log lines; nil: nobody does.
	Logger *slog.Logger
}

// Problem is an action, or the custom types, that cannot be used. It is left out; the
// caller lists it as inconsistent.
type Problem struct {
	Action string // "" for the custom types
	Err    error  // a [*planner.Fault]
}

// Source is all Actions of an epoch. It is safe for concurrent use.
type Source struct {
	caller      *webhook.Caller
	log         Log
	logger      *slog.Logger
	async       bool // there is an asynchronous action
	types       *types
	actions     map[string]*action
	fingerprint planner.Fingerprint

	mu    sync.Mutex
	parts map[string]*part // by the names of the actions they hold
}

var _ planner.Source = (*Source)(nil)

// action is one usable action.
type action struct {
	*metadata.Action
	hook *webhook.Hook
}

// New checks the metadata and returns a source of what can be used of it, and what cannot.
func New(opts Options) (*Source, []Problem) {
	s := &Source{caller: opts.Caller, log: opts.Log, logger: opts.Logger, actions: map[string]*action{}, parts: map[string]*part{}}
	s.fingerprint = fingerprintOf(&opts)
	var problems []Problem
	types, fault := newTypes(&opts.Types, opts.Scalars)
	if fault != nil {
		problems = append(problems, Problem{Err: fault})
	}
	s.types = types
	for i := range opts.Actions {
		a := newAction(&opts.Actions[i])
		if fault := s.check(a); fault != nil {
			problems = append(problems, Problem{Action: a.Name, Err: fault})
			continue
		}
		s.actions[a.Name] = a
		s.async = s.async || a.asynchronous()
	}
	return s, problems
}

func newAction(a *metadata.Action) *action {
	d := &a.Definition
	return &action{Action: a, hook: &webhook.Hook{
		URL: d.Handler, Headers: d.Headers, Forward: d.ForwardHeaders, Ignored: d.IgnoredHeaders,
		Timeout: time.Duration(d.Timeout) * time.Second,
	}}
}

// ID names the source; there is one.
func (s *Source) ID() planner.ID { return planner.ID{Kind: planner.ActionsSource} }

// Part returns the actions that role may use: all of them for admin, otherwise those with
// a permission for it.
func (s *Source) Part(role planner.Role) (planner.Part, error) {
	var names []string
	for name, a := range s.actions {
		if role.Name == planner.Admin || slices.Contains(a.Roles(), role.Name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return s.partOf(names), nil
}

// partOf returns the part of the actions called names, which are sorted.
func (s *Source) partOf(names []string) *part {
	key := strings.Join(names, " ")
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.parts[key]
	if p == nil {
		p = newPart(s, names)
		s.parts[key] = p
	}
	return p
}

// fingerprintOf identifies everything the source was made from.
func fingerprintOf(opts *Options) planner.Fingerprint {
	text, err := json.Marshal(struct {
		Actions []metadata.Action
		Types   metadata.CustomTypes
	}{opts.Actions, opts.Types})
	if err != nil {
		panic("actions: metadata that was read cannot be written: " + err.Error())
	}
	return sha256.Sum256(text)
}
