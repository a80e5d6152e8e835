package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/model"
)

// describer is a connection that tells what a statement returns without running it.
type describer interface {
	Prepare(ctx context.Context, name, sql string) (*pgconn.StatementDescription, error)
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// checkNative asks the database about the native queries and notes what is wrong with them in
// the options of the model. What the same catalog was asked before is not asked again.
func (s *Source) checkNative(ctx context.Context, o *Options) error {
	o.Model.NativeFaults = nil
	s.native = map[string]json.RawMessage{}
	if o.NativeUnchecked {
		return nil
	}
	var open []model.NativeStatement
	statements := model.NativeStatements(s.catalog, o.Metadata, o.Model)
	for i := range statements {
		key := nativeKey(&statements[i])
		if fault, known := s.knownNative(o, key); known {
			s.native[key] = fault
		} else {
			open = append(open, statements[i])
		}
	}
	if err := s.describe(ctx, o, open); err != nil {
		return err
	}
	for i := range statements {
		if fault := s.native[nativeKey(&statements[i])]; fault != nil {
			if o.Model.NativeFaults == nil {
				o.Model.NativeFaults = map[string]json.RawMessage{}
			}
			o.Model.NativeFaults[statements[i].Name] = fault
		}
	}
	return nil
}

// nativeKey is all that an answer about a native query depends on beside the catalog.
func nativeKey(st *model.NativeStatement) string {
	key := st.SQL
	for _, c := range st.Columns {
		key += fmt.Sprintf("\x00%s\x00%v", c.Name, c.Type != nil)
		if c.Type != nil {
			key += fmt.Sprintf("\x00%d", c.Type.OID)
		}
	}
	return key
}

func (s *Source) knownNative(o *Options, key string) (fault json.RawMessage, known bool) {
	switch w := o.Within; {
	case w != nil && w.DB == nil: // what was not read cannot be found out any more
		return w.native[key], true
	case w == nil && o.Previous != nil && o.KeepCatalog:
		fault, known = o.Previous.native[key]
	}
	return fault, known
}

func (s *Source) describe(ctx context.Context, o *Options, statements []model.NativeStatement) error {
	if len(statements) == 0 {
		return nil
	}
	if o.Within != nil {
		if conn, ok := o.Within.DB.(*pgx.Conn); ok && conn.PgConn().TxStatus() == 'I' { // its transaction ended by itself
			return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return describeNative(ctx, tx, s.catalog, statements, s.native) })
		}
		return describeNative(ctx, o.Within.DB, s.catalog, statements, s.native)
	}
	conn, err := s.pool.Pgx().Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return describeNative(ctx, tx, s.catalog, statements, s.native) })
}

// describeNative asks within a transaction, which stays usable whatever is wrong with a
// statement, and notes the answers by their keys.
func describeNative(ctx context.Context, within catalog.Querier, cat *catalog.Catalog, statements []model.NativeStatement, faults map[string]json.RawMessage) error {
	if len(statements) == 0 {
		return nil
	}
	db, ok := within.(describer)
	if !ok {
		return errors.New("native queries cannot be checked within this transaction")
	}
	for i := range statements {
		st := &statements[i]
		if _, err := db.Exec(ctx, "savepoint weft_native_query"); err != nil {
			return err
		}
		returns, err := db.Prepare(ctx, "", st.SQL)
		var refused *pgconn.PgError
		if err != nil && !errors.As(err, &refused) {
			return err
		}
		if _, err := db.Exec(ctx, "rollback to savepoint weft_native_query"); err != nil {
			return err
		}
		faults[nativeKey(st)] = nativeFault(cat, st, returns, refused)
	}
	return nil
}

// nativeFault is the detail of what is wrong with a native query, nil when nothing is.
func nativeFault(cat *catalog.Catalog, st *model.NativeStatement, returns *pgconn.StatementDescription, refused *pgconn.PgError) json.RawMessage {
	if refused != nil {
		return internalOf(refused, st.SQL, false, nil)
	}
	fault := st.Fault(func(name string) (*catalog.Type, uint32, bool) {
		for i := range returns.Fields {
			if f := &returns.Fields[i]; f.Name == name {
				return cat.Type(f.DataTypeOID), f.DataTypeOID, true
			}
		}
		return nil, 0, false
	})
	if fault == "" {
		return nil
	}
	return planner.AppendJSONString(nil, fault)
}
