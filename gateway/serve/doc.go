// Package serve puts a gateway together and runs it: metadata, epochs, HTTP, tracing. It is
// what `weft serve` does, and what the demo and the benchmarks start in their own process.
//
// It decides nothing itself: each step below is one room's constructor with the options of
// that room.
package serve
