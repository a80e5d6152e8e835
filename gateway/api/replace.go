package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/operations"
	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// replacement is replace_metadata (contract/metadata-and-migrations.md 6.1).
type replacement struct {
	// document is the new one; legacy, when set, makes it from the one there is.
	document *metadata.Document
	legacy   func(old *metadata.Document) (*metadata.Document, error)
	// detailed is the form that answers what is inconsistent.
	detailed        bool
	allowBroken     bool
	refusesWarnings bool
}

func (replacement) alters() bool { return true }
func (replacement) open() bool   { return false }

// decodeReplace tells the two forms of the arguments apart.
func decodeReplace(data json.RawMessage, path *planner.Path) (command, error) {
	if o := args.Open(data, path); o.Err() == nil && o.Has("metadata") {
		return decodeReplaceWhole(data, path)
	}
	r := replacement{}
	return r.read(data, path)
}

// decodeReplaceWhole reads `{metadata, allow_inconsistent_metadata, allow_warnings}`.
func decodeReplaceWhole(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	r := replacement{
		detailed: true, allowBroken: o.Flag("allow_inconsistent_metadata", false),
		refusesWarnings: !o.Flag("allow_warnings", true),
	}
	doc := o.Must("metadata")
	if err := o.Err(); err != nil {
		return nil, err
	}
	return r.read(doc, o.At("metadata"))
}

func (r replacement) read(data json.RawMessage, path *planner.Path) (replacement, error) {
	if legacy, err := metadata.DecodeLegacy(data, path); err != nil {
		return r, err
	} else if legacy != nil {
		r.legacy = legacy.Onto
		return r, nil
	}
	// A document without sources would drop every one: that has to be said.
	if o := args.Open(data, path); o.Must("sources") == nil {
		return r, o.Err()
	}
	doc, err := metadata.DecodeAt(data, path)
	r.document = doc
	return r, err
}

func (r replacement) serve(ctx context.Context, c *change) (*answer, error) {
	if c.api.options.Store == nil {
		return nil, readOnly()
	}
	doc, warnings, err := r.prepare(c.draft.Document())
	if err != nil {
		return nil, err
	}
	if r.refusesWarnings && len(warnings) > 0 {
		f := fault(operations.CodeMetadataWarnings, "failed due to metadata warnings")
		f.Internal, err = json.Marshal(warnings)
		return nil, firstError(err, f)
	}
	if err := c.replace(ctx, doc, r.allowBroken); err != nil {
		return nil, err
	}
	out := &answer{warnings: warnings}
	if r.detailed {
		state := c.api.consistencyOf(c.judged)
		out.raw, err = json.Marshal(struct {
			consistency
			Warnings []operations.Warning `json:"warnings,omitempty"`
		}{state, warnings})
	}
	return out, err
}

func firstError(first error, second *planner.Fault) error {
	if first != nil {
		return first
	}
	return second
}

// Replacement returns the document that replace_metadata would store in the place of old,
// given its `metadata`, which stands at path. The error is a *planner.Fault.
func Replacement(old *metadata.Document, data json.RawMessage, path *planner.Path) (*metadata.Document, []operations.Warning, error) {
	r, err := replacement{}.read(data, path)
	if err != nil {
		return nil, nil, err
	}
	return r.prepare(old)
}

// prepare completes the new document with what a replacement keeps of the old one.
func (r replacement) prepare(old *metadata.Document) (*metadata.Document, []operations.Warning, error) {
	doc := r.document
	if r.legacy != nil {
		var err error
		if doc, err = r.legacy(old); err != nil {
			return nil, nil, err
		}
	}
	next := *doc
	var err error
	if next.CronTriggers, err = keepCronTriggers(old, doc); err != nil {
		return nil, nil, err
	}
	warnings, err := checkTriggers(old, &next)
	return &next, warnings, err
}

// keepCronTriggers adds the triggers that do not belong to the metadata.
func keepCronTriggers(old, fresh *metadata.Document) ([]metadata.CronTrigger, error) {
	list := slices.Clone(fresh.CronTriggers)
	for _, kept := range old.CronTriggers {
		if kept.IncludeInMetadata {
			continue
		}
		if slices.ContainsFunc(fresh.CronTriggers, func(c metadata.CronTrigger) bool { return c.Name == kept.Name }) {
			return nil, fault(planner.CodeAlreadyExists,
				`cron trigger with name %q already exists as a cron trigger with "included_in_metadata" as false`, kept.Name)
		}
		list = append(list, kept)
	}
	return list, nil
}

// checkTriggers refuses event triggers that share a name, and warns about illegal names
// that are new.
func checkTriggers(old, fresh *metadata.Document) (warnings []operations.Warning, err error) {
	known := map[string]bool{}
	eachTrigger(old, func(s *postgres.Source, e *postgres.EventTrigger) { known[s.Name+"\x00"+e.Name] = true })
	seen := map[string]bool{}
	var twice []string
	eachTrigger(fresh, func(s *postgres.Source, e *postgres.EventTrigger) {
		key := s.Name + "\x00" + e.Name
		if seen[key] && !slices.Contains(twice, e.Name) {
			twice = append(twice, e.Name)
		}
		seen[key] = true
		if !known[key] && !operations.LegalTriggerName(e.Name) {
			warnings = append(warnings, operations.Warning{
				Code: "illegal-event-trigger-name", Type: "event_trigger", Name: "event_trigger " + e.Name,
				Message: fmt.Sprintf("The event trigger with name %q may not work as expected, hasura suggests to use only alphanumeric, underscore and hyphens in an event trigger name", e.Name),
			})
		}
	})
	if twice != nil {
		return nil, fault(planner.CodeNotSupported, "Event trigger with duplicate names not allowed: %s", strings.Join(twice, ", "))
	}
	return warnings, nil
}

func eachTrigger(doc *metadata.Document, visit func(*postgres.Source, *postgres.EventTrigger)) {
	for _, s := range doc.Sources {
		for _, t := range s.Tables {
			for _, e := range t.EventTriggers {
				visit(s, e)
			}
		}
	}
}

// replace makes another document the one of this change.
func (c *change) replace(ctx context.Context, doc *metadata.Document, allowBroken bool) error {
	if err := c.settle(ctx); err != nil {
		return err
	}
	for _, s := range c.base.Document.Sources {
		if !slices.ContainsFunc(doc.Sources, func(kept *postgres.Source) bool { return kept.Name == s.Name }) {
			c.released = append(c.released, s.Name)
		}
	}
	c.draft.Replace(doc)
	c.reread.Databases = operations.Names{All: true}
	next, err := c.build(ctx)
	if err != nil {
		return err
	}
	if left := hindering(next); len(left) > 0 && !allowBroken {
		f := fault(planner.CodeUnexpected, "cannot continue due to inconsistent metadata")
		f.Status = http.StatusBadRequest
		return inconsistent(f, left)
	}
	c.accept(next)
	return nil
}

// decodeClear is clear_metadata: an empty document but for the connection of the source
// `default`.
func decodeClear(json.RawMessage, *planner.Path) (command, error) {
	return altering(func(ctx context.Context, c *change) (*answer, error) {
		if c.api.options.Store == nil {
			return nil, readOnly()
		}
		old := c.draft.Document()
		doc := &metadata.Document{}
		var err error
		if doc.CronTriggers, err = keepCronTriggers(old, doc); err != nil {
			return nil, err
		}
		for _, s := range old.Sources {
			if s.Name == "default" {
				doc.Sources = append(doc.Sources, &postgres.Source{Name: s.Name, Configuration: s.Configuration})
				c.released = append(c.released, s.Name)
			}
		}
		return success(), c.replace(ctx, doc, true)
	}), nil
}
