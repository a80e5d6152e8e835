// Package webhook calls the HTTP handlers that metadata configures: an address and headers
// written as environment templates, the client's headers where they are forwarded,
// transforms of what is sent and what comes back (contract/events-actions-rest.md 6, in the
// language of package kriti), and the texts that tell of a call without telling secrets. The
// transport below is package outgoing of remote-schemas.
package webhook
