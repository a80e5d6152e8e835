package schema

import (
	"sync"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// frame is what the schemas of all roles share, of one model or of several that differ in
// permissions only: names, scalars, and every field, input and type that is the same for
// several roles. Nothing in it depends on what the model grants to whom but through the keys
// of its maps.
//
// Building is rare and short, so one lock is enough: it is held by New and by the slow path
// of Schema.Type; everything below them assumes it.
type frame struct {
	mu      sync.Mutex
	model   *model.Model // the first of those that share the frame: for its structure only
	rules   naming.Rules
	options Options

	tables    []*table
	functions []*model.Function
	queries   []*model.NativeQuery
	problems  []model.Inconsistency
	byModel   map[*model.Table]*table
	// many are the tables that an array relationship leads to.
	many    map[*model.Table]bool
	index   map[string]ref // types of tables by name
	roots   map[rootName]bool
	singles map[string]single
	scalars map[string]*scalar

	wraps   map[string]*wrapped
	fields  map[memberKey]*planner.Field
	inputs  map[memberKey]*planner.InputValue
	values  map[memberKey]*planner.EnumValue
	args    map[argsKey][]*planner.InputValue
	accepts map[acceptKey]planner.Accept
	columns map[viewKey]*columns
	views   map[viewKey]*view
	writes  map[viewKey]*writes
	links   map[*model.RemoteRelationship]*planner.Link
	texts   map[model.BoolExp]string
	bits    []byte           // scratch: kept only to be filled again
	found   []*planner.Field // scratch
	claims  []claimed        // scratch

	typesMu sync.RWMutex // for readers of types; who writes it holds mu too
	types   map[typeKey]*planner.Type
}

// single is a type that is not one of a table's: a scalar, a comparison, arguments of a
// function. Types that every role sees have no visible; a shared one is built once for all
// roles that see it, others once per schema.
type single struct {
	visible func(s *Schema) bool
	build   func(s *Schema) *planner.Type
	shared  bool
}

func (o single) shownTo(s *Schema) bool { return o.visible == nil || o.visible(s) }

// add registers a type that is no table's. The first of a name stays.
func (f *frame) add(name string, one single) {
	if _, taken := f.singles[name]; !taken {
		f.singles[name] = one
	}
}

// memoized registers a type that is the same for every role that sees it; visible may be
// nil.
func (f *frame) memoized(name string, visible func(*Schema) bool, build func() *planner.Type) {
	f.add(name, single{visible: visible, build: func(*Schema) *planner.Type { return build() }, shared: true})
}

// memberKey finds a shared field, input or enum value: what it stands for, and in which use.
type memberKey struct {
	of       any // a pointer of the model
	use      use
	distinct bool // of fields with collection arguments: whether distinct_on is one
}

// use tells apart the fields and inputs that stand for one thing.
type use uint8

const (
	useOutput use = iota
	useNullableOutput
	useAggregateOutput
	useConnection
	useFloat
	useFilter
	useAggregateFilter
	useOrder
	useAggregateOrder
	useColumnOrder // below an aggregate's ordering, where columns are described
	useEnumValue
	useKey
	useInsert // also of updates and streams
	useInc
	useDeleteKey
	useDeleteElem
	useDeleteAtPath
	useRoot // + naming.TableRoot, or a FunctionKind; must stay last
)

// typesPerTable is about how many types a table brings that has columns of most kinds.
const typesPerTable = 72

func newFrame(m *model.Model, options Options) *frame {
	options.Cache = nil
	f := &frame{
		model: m, options: options, rules: rulesOf(m, options),
		byModel: make(map[*model.Table]*table, len(m.Tables)),
		many:    map[*model.Table]bool{},
		index:   make(map[string]ref, typesPerTable*len(m.Tables)),
		roots:   make(map[rootName]bool, int(naming.TableRoots)*len(m.Tables)),
		singles: map[string]single{},
		scalars: map[string]*scalar{},
		wraps:   map[string]*wrapped{},
		fields:  map[memberKey]*planner.Field{},
		inputs:  map[memberKey]*planner.InputValue{},
		values:  map[memberKey]*planner.EnumValue{},
		args:    map[argsKey][]*planner.InputValue{},
		accepts: map[acceptKey]planner.Accept{},
		columns: map[viewKey]*columns{},
		views:   map[viewKey]*view{},
		writes:  map[viewKey]*writes{},
		types:   map[typeKey]*planner.Type{},
		links:   map[*model.RemoteRelationship]*planner.Link{},
		texts:   map[model.BoolExp]string{},
	}
	f.addDirections()
	f.addTables()
	f.addShared()
	f.claims = nil
	return f
}

func rulesOf(m *model.Model, options Options) naming.Rules {
	rules := naming.Rules{Sep2023: options.Sep2023}
	if m.Naming == model.GraphQLDefault {
		rules.Convention = naming.GraphQLDefault
	}
	if c := m.Customization; c != nil {
		rules.Namespace = c.Namespace
		rules.Roots = naming.Affix{Prefix: c.RootPrefix, Suffix: c.RootSuffix}
		rules.Types = naming.Affix{Prefix: c.TypePrefix, Suffix: c.TypeSuffix}
	}
	return rules
}

// field returns the shared field for key, made once.
func (f *frame) field(of any, u use, build func() *planner.Field) *planner.Field {
	return once(f.fields, memberKey{of: of, use: u}, build)
}

// input returns the shared input for key, made once.
func (f *frame) input(of any, u use, build func() *planner.InputValue) *planner.InputValue {
	return once(f.inputs, memberKey{of: of, use: u}, build)
}

func once[K comparable, V any](known map[K]V, key K, build func() V) V {
	if v, ok := known[key]; ok {
		return v
	}
	v := build()
	known[key] = v
	return v
}

// cacheSlot is the inside of a Cache.
type cacheSlot struct {
	mu    sync.Mutex
	frame *frame
}

// frameFor returns the cache's frame if it is for the model and the options.
func frameFor(m *model.Model, options Options) *frame {
	c := options.Cache
	options.Cache = nil
	if c == nil {
		return newFrame(m, options)
	}
	c.slot.mu.Lock()
	defer c.slot.mu.Unlock()
	switch f := c.slot.frame; {
	case f == nil:
		c.slot.frame = newFrame(m, options)
		return c.slot.frame
	case f.model.SameStructure(m) && f.options == options:
		return f
	}
	return newFrame(m, options)
}

// addShared registers the types that are no table's.
func (f *frame) addShared() {
	f.addFunctions()
	f.addNative()
	f.addRelay()
	f.addFederation()
	for _, t := range f.tables {
		f.addComputedArgs(t)
		if t.Enum != nil {
			f.addEnumComparison(t)
		}
	}
}
