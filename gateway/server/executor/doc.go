// Package executor answers GraphQL operations: it loads the schema of the session's role,
// plans the operation and runs the plan. HTTP and sockets share it.
//
// [Executor] implements gqlgen's graphql.GraphExecutor, so that gqlgen's transports and
// handler extensions work with it. Our own transports hand an [Operation] along in the
// context, which carries what gqlgen's types cannot: the session, numbers as they were
// written, faults.
package executor
