// Package webhook calls the HTTP handlers that metadata configures: an address and headers
// written as environment templates, the client's headers where they are forwarded, and the
// texts that tell of a call without telling secrets. The transport below is package
// outgoing of remote-schemas.
package webhook
