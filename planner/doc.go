// Package planner turns GraphQL operations into plans and plans into reply bytes.
//
// It knows no SQL, no HTTP and no metadata format: it asks sources, each behind the
// [Source] interface, and joins what they answer. A request goes through it in four
// steps, each of which can be read alone:
//
//	Schema   what one role sees, merged from the parts of all sources, built lazily
//	Bind     document + schema + variables -> a tree of Selections, or the one error
//	Compile  Selections -> a Plan: a forest of Calls, cached without request data
//	Execute  Plan + Params -> reply bytes; answers are joined by scan and splice
//
// [Cache] binds and compiles requests and remembers the plans; [Plan.Run] executes one.
//
// The words, each used for one thing only:
//
//	source   where data comes from: a database, a GraphQL server, the actions
//	part     a source as one role sees it: root fields, types, links
//	link     a field that leaves one source for another
//	call     one request to one source in a plan
//	row      one run of a call's query: a root request, a distinct join key, a live cohort
//	column   one JSON value a call answers per row
//	key      a JSON array of known arity that a row of a join call carries
//	shape    where, inside a column, joined values go and reserved fields are cut
//	slot     the place of one joined value in a shape
//	cohort   all live subscribers who share a fingerprint and its parameters
//	epoch    one metadata version with everything compiled from it
//
// Compile-time values (Plan, Query, Shape) are immutable and hold no request data;
// run-time values (Input, Output, Params) belong to one request. No struct holds both.
//
// Package jsonspan below it takes JSON apart without decoding it; sources use it as well.
//
// The package does not validate metadata, open connections, or decide roles.
package planner
