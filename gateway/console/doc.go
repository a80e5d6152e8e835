// Package console is the web page to try queries on: GraphiQL, served from files inside the
// binary, so that it works without internet.
//
// [Handler] serves the page under /console. The folder build holds the page's sources and
// bundles them into static, which is committed; licences.txt there lists what the bundle
// contains. The package knows nothing of schemas or roles: the page asks the GraphQL
// endpoint like any other client.
package console
