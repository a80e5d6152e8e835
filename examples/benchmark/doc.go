// Package benchmark compares Weft with handlers written by hand: net/http and pgx, one good
// SQL statement per request, the same JSON. It holds benchmarks and their tests only; the
// README says how to run them and what they said.
package benchmark
