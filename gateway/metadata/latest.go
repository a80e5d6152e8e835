package metadata

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
)

// Latest is the last change of the stored metadata.
type Latest struct {
	Version int
	// Own is set when this store made it.
	Own bool
	// Invalid is what the change invalidates, nil when that is not known.
	Invalid *Notification
}

// Latest reads what changed last.
func (s *Store) Latest(ctx context.Context) (Latest, error) {
	var l Latest
	var note *string
	var instance *uuid.UUID
	err := s.pool.QueryRow(ctx, `select m.resource_version, n.notification::text, n.instance_id
		from hdb_catalog.hdb_metadata m
		left join hdb_catalog.hdb_schema_notifications n on n.resource_version = m.resource_version where m.id = 1`).
		Scan(&l.Version, &note, &instance)
	if err != nil {
		return l, fmt.Errorf("reading the last change of metadata: %w", err)
	}
	if note == nil {
		return l, nil
	}
	l.Own = *instance == s.instance
	var invalid Notification
	if json.Unmarshal([]byte(*note), &invalid) == nil {
		l.Invalid = &invalid
	}
	return l, nil
}
