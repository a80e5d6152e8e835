package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// The functions below read single elements as the metadata API gets them: in the form the
// document has, where the keys `source` and `table` may stand beside a relationship's or a
// permission's own. path is the element's place in the request; errors are *planner.Faults
// with code parse-failed.

// DecodeName reads the name of a table or function.
func DecodeName(data json.RawMessage, path *planner.Path) (sqlname.Name, error) {
	return element(readName, data, path)
}

// DecodeRelationship reads an object or array relationship.
func DecodeRelationship(data json.RawMessage, path *planner.Path) (*Relationship, error) {
	return element(readRelationship, data, path)
}

// DecodeRemoteRelationship reads a relationship that leaves the source.
func DecodeRemoteRelationship(data json.RawMessage, path *planner.Path) (*RemoteRelationship, error) {
	return element(readRemoteRelationship, data, path)
}

// DecodeComputedField reads a computed field.
func DecodeComputedField(data json.RawMessage, path *planner.Path) (*ComputedField, error) {
	return element(readComputedField, data, path)
}

// DecodeSelectPermission reads a select permission.
func DecodeSelectPermission(data json.RawMessage, path *planner.Path) (*SelectPermission, error) {
	return element(readSelect, data, path)
}

// DecodeInsertPermission reads an insert permission.
func DecodeInsertPermission(data json.RawMessage, path *planner.Path) (*InsertPermission, error) {
	return element(readInsert, data, path)
}

// DecodeUpdatePermission reads an update permission.
func DecodeUpdatePermission(data json.RawMessage, path *planner.Path) (*UpdatePermission, error) {
	return element(readUpdate, data, path)
}

// DecodeDeletePermission reads a delete permission.
func DecodeDeletePermission(data json.RawMessage, path *planner.Path) (*DeletePermission, error) {
	return element(readDelete, data, path)
}

// DecodeFunction reads a tracked function.
func DecodeFunction(data json.RawMessage, path *planner.Path) (*Function, error) {
	return element(readFunction, data, path)
}

// DecodeNativeQuery reads a native query.
func DecodeNativeQuery(data json.RawMessage, path *planner.Path) (*NativeQuery, error) {
	return element(readNativeQuery, data, path)
}

// DecodeLogicalModel reads a logical model.
func DecodeLogicalModel(data json.RawMessage, path *planner.Path) (*LogicalModel, error) {
	return element(readLogicalModel, data, path)
}

// DecodeTableConfiguration reads a table's `configuration`.
func DecodeTableConfiguration(data json.RawMessage, path *planner.Path) (*TableConfiguration, error) {
	return element(opened(readTableConfiguration), data, path)
}

// DecodeFunctionConfiguration reads a function's `configuration`.
func DecodeFunctionConfiguration(data json.RawMessage, path *planner.Path) (*FunctionConfiguration, error) {
	return element(opened(readFunctionConfiguration), data, path)
}

// DecodeConfiguration reads a source's `configuration`.
func DecodeConfiguration(data json.RawMessage, path *planner.Path) (Configuration, error) {
	return element(readConfiguration, data, path)
}

// DecodeCustomization reads a source's `customization`.
func DecodeCustomization(data json.RawMessage, path *planner.Path) (*Customization, error) {
	return element(opened(readCustomization), data, path)
}

// DecodeQueryTags reads a source's `query_tags`.
func DecodeQueryTags(data json.RawMessage, path *planner.Path) (*QueryTags, error) {
	return element(opened(readQueryTags), data, path)
}

// DecodeEventTrigger reads an element of `event_triggers`.
func DecodeEventTrigger(data json.RawMessage, path *planner.Path) (*EventTrigger, error) {
	return element(readEventTrigger, data, path)
}

// element reads one value and returns the first thing that was wrong with it.
func element[T any](read func(*reader, json.RawMessage, *planner.Path) T, data json.RawMessage, path *planner.Path) (T, error) {
	r := &reader{}
	v := read(r, data, path)
	if r.fault != nil {
		var none T
		return none, r.fault
	}
	return v, nil
}

// opened makes a reader of an object's members one of its JSON.
func opened[T any](read func(*object) T) func(*reader, json.RawMessage, *planner.Path) T {
	return func(r *reader, data json.RawMessage, path *planner.Path) T { return read(r.object(data, path)) }
}
