// Package outgoing makes the HTTP calls that leave the gateway: to remote GraphQL servers
// and to webhooks. It knows addresses and header values that are written as environment
// templates, which client headers travel on, redirects, bounds of size and time, and trace
// propagation. It knows neither GraphQL nor what a webhook is.
package outgoing
