// Package telemetry makes Weft observable: log lines in the contract's form and
// OpenTelemetry traces.
//
// [NewLogger] returns a slog.Logger whose lines are those of
// contract/auth-and-server.md 14; [Log] writes one of a named type. [Setup] starts the
// OpenTelemetry SDK as the standard OTEL_* variables say; other packages use the global
// tracer and propagator and need not know this one.
package telemetry
