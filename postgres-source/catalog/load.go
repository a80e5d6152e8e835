package catalog

import (
	"fmt"
	"hash"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// loader builds a catalog row by row. The statements come in an order in which most rows
// refer to earlier ones only; types refer to each other and are linked in the end.
type loader struct {
	cat   *Catalog
	sum   hash.Hash
	links []typeLink
	// names keeps one copy of each column and argument name: a thousand tables have an id.
	names map[string]string
}

type typeLink struct {
	typ               *Type
	elem, array, base uint32
}

func newCatalog() *Catalog {
	return &Catalog{
		tables:     map[sqlname.Name]*Table{},
		tableByOID: map[uint32]*Table{},
		functions:  map[sqlname.Name][]*Function{}, functionByOID: map[uint32]*Function{},
		types:       map[uint32]*Type{},
		typesByName: map[sqlname.Name]*Type{},
	}
}

func (l *loader) intern(name string) string {
	if known, ok := l.names[name]; ok {
		return known
	}
	l.names[name] = name
	return name
}

func (l *loader) server(rows pgx.Rows) error { return rows.Scan(&l.cat.ServerVersion) }

func (l *loader) extension(rows pgx.Rows) error {
	var e Extension
	if err := rows.Scan(&e.Name, &e.Version, &e.Schema); err != nil {
		return err
	}
	l.cat.Extensions = append(l.cat.Extensions, e)
	return nil
}

func (l *loader) typ(rows pgx.Rows) error {
	t := &Type{}
	link := typeLink{typ: t}
	var kind, category string
	if err := rows.Scan(&t.OID, &t.Name.Schema, &t.Name.Name, &t.SQL, &kind, &category,
		&link.elem, &link.array, &link.base, &t.Relation, &t.Labels); err != nil {
		return err
	}
	t.Name.Schema = l.intern(t.Name.Schema)
	t.Kind, t.Category = TypeKind(kind[0]), category[0]
	l.cat.types[t.OID] = t
	l.cat.typesByName[t.Name] = t
	l.links = append(l.links, link)
	return nil
}

func (l *loader) table(rows pgx.Rows) error {
	t := &Table{}
	var kind string
	var rowType uint32
	var writable int32
	if err := rows.Scan(&t.OID, &t.Name.Schema, &t.Name.Name, &kind, &t.Partition, &t.Extension,
		&rowType, &t.Comment, &writable); err != nil {
		return err
	}
	t.Name.Schema = l.intern(t.Name.Schema)
	t.Kind = TableKind(kind[0])
	t.Updatable, t.Insertable, t.Deletable = writable&4 != 0, writable&8 != 0, writable&16 != 0
	if t.RowType = l.cat.types[rowType]; t.RowType == nil {
		return fmt.Errorf("%w: type %d of table %s", errTorn, rowType, t.Name)
	}
	l.cat.Tables = append(l.cat.Tables, t)
	l.cat.tables[t.Name] = t
	l.cat.tableByOID[t.OID] = t
	return nil
}

func (l *loader) column(rows pgx.Rows) error {
	c := &Column{}
	var relation, typ uint32
	var identity string
	if err := rows.Scan(&relation, &c.Attnum, &c.Name, &typ, &c.NotNull, &c.HasDefault, &identity,
		&c.Generated, &c.Comment); err != nil {
		return err
	}
	c.Name = l.intern(c.Name)
	if identity != "" {
		c.Identity = Identity(identity[0])
	}
	t := l.cat.tableByOID[relation]
	if c.Type = l.cat.types[typ]; t == nil || c.Type == nil {
		return fmt.Errorf("%w: table %d or type %d of column %s", errTorn, relation, typ, c.Name)
	}
	t.Columns = append(t.Columns, c)
	return nil
}

func (l *loader) key(rows pgx.Rows) error {
	k := &Key{}
	var relation uint32
	var kind string
	var columns []int16
	if err := rows.Scan(&relation, &k.Name, &kind, &columns, &k.Total); err != nil {
		return err
	}
	k.Constraint = kind != "i"
	t := l.cat.tableByOID[relation]
	if t == nil {
		return fmt.Errorf("%w: table %d of key %s", errTorn, relation, k.Name)
	}
	for _, attnum := range columns {
		if attnum == 0 {
			continue // an expression
		}
		c := t.ColumnByNum(attnum)
		if c == nil {
			return fmt.Errorf("%w: column %d of key %s", errTorn, attnum, k.Name)
		}
		k.Columns = append(k.Columns, c)
	}
	if kind == "p" {
		t.PrimaryKey = k
	} else {
		t.Unique = append(t.Unique, k)
	}
	return nil
}

func (l *loader) foreignKey(rows pgx.Rows) error {
	k := &ForeignKey{}
	var from, to uint32
	var fromColumns, toColumns []int16
	if err := rows.Scan(&k.OID, &k.Name, &from, &fromColumns, &to, &toColumns); err != nil {
		return err
	}
	k.From, k.To = l.cat.tableByOID[from], l.cat.tableByOID[to]
	if k.From == nil || k.To == nil || len(fromColumns) != len(toColumns) {
		return fmt.Errorf("%w: tables of foreign key %s", errTorn, k.Name)
	}
	for i := range fromColumns {
		pair := ColumnPair{From: k.From.ColumnByNum(fromColumns[i]), To: k.To.ColumnByNum(toColumns[i])}
		if pair.From == nil || pair.To == nil {
			return fmt.Errorf("%w: columns of foreign key %s", errTorn, k.Name)
		}
		k.Pairs = append(k.Pairs, pair)
	}
	k.From.ForeignKeys = append(k.From.ForeignKeys, k)
	k.To.Referencing = append(k.To.Referencing, k)
	return nil
}

func (l *loader) function(rows pgx.Rows) error {
	f := &Function{}
	var volatility string
	var types []uint32
	var names, modes []string
	var returns uint32
	var defaults int16
	if err := rows.Scan(&f.OID, &f.Name.Schema, &f.Name.Name, &volatility, &types, &names, &modes, &defaults,
		&f.Variadic, &returns, &f.ReturnsSet, &f.Extension, &f.Comment); err != nil {
		return err
	}
	f.Name.Schema = l.intern(f.Name.Schema)
	f.Volatility, f.Defaults = Volatility(volatility[0]), int(defaults)
	names, f.OutArgs = inputNames(names, modes)
	if f.Returns = l.cat.types[returns]; f.Returns == nil {
		return nil // of a session's own schema
	}
	for i, oid := range types {
		arg := Arg{Type: l.cat.types[oid]}
		if arg.Type == nil {
			return nil
		}
		if i < len(names) {
			arg.Name = l.intern(names[i])
		}
		f.Args = append(f.Args, arg)
	}
	l.cat.Functions = append(l.cat.Functions, f)
	l.cat.functions[f.Name] = append(l.cat.functions[f.Name], f)
	l.cat.functionByOID[f.OID] = f
	return nil
}

// inputNames picks the names of input arguments; without modes all are.
func inputNames(names, modes []string) (inputs []string, others bool) {
	if modes == nil {
		return names, false
	}
	for i, mode := range modes {
		if mode != "i" && mode != "v" {
			others = true
		}
		if i < len(names) && (mode == "i" || mode == "b" || mode == "v") {
			inputs = append(inputs, names[i])
		}
	}
	return inputs, others
}

func (l *loader) finish() (*Catalog, error) {
	for _, link := range l.links {
		t := link.typ
		t.Elem, t.Array = l.cat.types[link.elem], l.cat.types[link.array]
		t.Base = l.cat.types[link.base]
		if link.base != 0 && t.Base == nil {
			return nil, fmt.Errorf("%w: base type of %s", errTorn, t.Name)
		}
	}
	for _, link := range l.links {
		for link.typ.Base != nil && link.typ.Base.Base != nil {
			link.typ.Base = link.typ.Base.Base
		}
	}
	for t := range maps.Values(l.cat.tableByOID) {
		slices.SortFunc(t.Referencing, func(a, b *ForeignKey) int {
			if c := sqlname.Compare(a.From.Name, b.From.Name); c != 0 {
				return c
			}
			return strings.Compare(a.Name, b.Name)
		})
	}
	l.sum.Sum(l.cat.fingerprint[:0])
	return l.cat, nil
}
