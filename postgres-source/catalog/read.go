package catalog

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"

	"github.com/jackc/pgx/v5"
)

// Querier is a connection, a pool, or a transaction.
type Querier interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

//go:embed sql/*.sql
var statements embed.FS

// readAttempts is how often a catalog that changes while it is read is read again.
const readAttempts = 5

// Read reads the catalog of the database, in one batch. It is the caller who decides which
// state that is: inside a transaction, its own changes are seen. Each statement has its own
// snapshot unless the transaction is a repeatable read; should one refer to what another
// did not see, all are read again.
func Read(ctx context.Context, db Querier) (*Catalog, error) {
	for attempt := 1; ; attempt++ {
		c, err := readOnce(ctx, db)
		if err == nil || !errors.Is(err, errTorn) || attempt == readAttempts {
			return c, err
		}
	}
}

// errTorn says that an object refers to one that is not there.
var errTorn = errors.New("catalog: changed while it was read")

func readOnce(ctx context.Context, db Querier) (*Catalog, error) {
	l := newLoader()
	steps := []struct {
		file string
		read func(pgx.Rows) error
	}{
		{"server", l.server},
		{"extensions", l.extension},
		{"types", l.typ},
		{"tables", l.table},
		{"columns", l.column},
		{"keys", l.key},
		{"foreign_keys", l.foreignKey},
		{"functions", l.function},
	}
	batch := &pgx.Batch{}
	// The state comes first: what changes after it shows as another state, should it be in the
	// catalog or not.
	if err := queueState(batch); err != nil {
		return nil, err
	}
	for _, step := range steps {
		sql, err := statements.ReadFile("sql/" + step.file + ".sql")
		if err != nil {
			return nil, err
		}
		batch.Queue(string(sql))
	}
	results := db.SendBatch(ctx, batch)
	if err := results.QueryRow().Scan(&l.cat.state); err != nil {
		return nil, errors.Join(fmt.Errorf("catalog: reading the state: %w", err), results.Close())
	}
	for _, step := range steps {
		if err := readRows(results, l.sum, step.read); err != nil {
			return nil, errors.Join(fmt.Errorf("catalog: reading %s: %w", step.file, err), results.Close())
		}
	}
	if err := results.Close(); err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	return l.finish()
}

// readRows gives each row of the next result to read, and its bytes to sum.
func readRows(results pgx.BatchResults, sum hash.Hash, read func(pgx.Rows) error) error {
	rows, err := results.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	var length [4]byte
	for rows.Next() {
		for _, value := range rows.RawValues() {
			binary.BigEndian.PutUint32(length[:], uint32(len(value))) //nolint:gosec // a value is below 1 GB
			sum.Write(length[:])
			sum.Write(value)
		}
		if err := read(rows); err != nil {
			return err
		}
	}
	sum.Write([]byte{0xff}) // an end no length begins with
	return rows.Err()
}

func newLoader() *loader {
	return &loader{cat: newCatalog(), sum: sha256.New(), names: map[string]string{}}
}
