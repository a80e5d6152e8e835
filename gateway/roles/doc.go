// Package roles builds epochs: from one metadata document it opens the sources, merges
// their parts into one schema per role, and keeps the plan cache of each.
//
// The types to know: [Epoch], one metadata version with everything compiled from it, and
// [Keeper], which holds the current one, builds the next beside it and swaps.
//
// An object that cannot be honoured is left out and listed as an [Inconsistency]; it never
// takes the rest down. The package answers no requests.
package roles
