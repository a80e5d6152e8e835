package history

import (
	"context"
	"strconv"
)

// Checksums are kept in the command line's state, beside the versions.
func (l *CatalogLedger) Checksums(ctx context.Context) (map[uint64]string, error) {
	s, err := l.read(ctx)
	if err != nil {
		return nil, err
	}
	return versions(s.Checksums[l.Database])
}

// Rewrite changes the checksum alone.
func (l *CatalogLedger) Rewrite(ctx context.Context, m *Migration) error {
	s, err := l.read(ctx)
	if err != nil {
		return err
	}
	s.set(l.Database, m.Version, Step{Migration: m}.checksum())
	return l.write(ctx, s)
}

// Rewrite changes the checksum alone.
func (l *TableLedger) Rewrite(ctx context.Context, m *Migration) error {
	return l.noteChecksum(ctx, Step{Migration: m, Direction: Up})
}

// catalog is where the checksums of this ledger's versions are: its tables, which other tools
// read, have no place for them.
func (l *TableLedger) catalog() *CatalogLedger {
	return &CatalogLedger{Client: l.Client, Database: l.Database}
}

// Checksums are those of the command line's state.
func (l *TableLedger) Checksums(ctx context.Context) (map[uint64]string, error) {
	s, err := l.catalog().load(ctx)
	if err != nil {
		return nil, err
	}
	return versions(s.Checksums[l.Database])
}

// noteChecksum keeps the checksum of a step that is recorded, and leaves all else of the state
// as it is.
func (l *TableLedger) noteChecksum(ctx context.Context, step Step) error {
	s, err := l.catalog().load(ctx)
	if err != nil {
		return err
	}
	key, sum := strconv.FormatUint(step.Version, 10), ""
	if step.Direction == Up {
		sum = step.checksum()
	}
	switch {
	case s.Checksums[l.Database][key] == sum:
		return nil
	case sum == "":
		delete(s.Checksums[l.Database], key)
	default:
		put(&s.Checksums, l.Database, key, sum)
	}
	all := map[string]any{}
	for name, value := range s.others {
		all[name] = value
	}
	all["checksums"] = s.Checksums
	return l.Client.SetCatalogState(ctx, all)
}
