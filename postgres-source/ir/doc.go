// Package ir is the tree between selections and SQL: what a statement answers, said in
// terms of rows, filters and JSON, with names resolved and permissions already in place.
//
// A [Query] holds one expression per column of a call. [List], [One] and [Fold] turn [Rows]
// into JSON; everything else inside is an [Expr]. Values of a request never stand in the
// tree: an [Input] marks the place of one. Only a limit or offset that is part of the
// document is a [Number]. Package sqltext writes the tree as SQL in the
// renderings that one row, many keys or many sets of parameters need.
//
// [Query.String] prints the tree for golden files. The package decides nothing: which rows
// and columns a role may see is settled by whoever builds the tree.
package ir
