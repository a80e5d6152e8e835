// Package kriti is the template language of webhook transforms
// (contract/events-actions-rest.md 7): a JSON document in which any value may be an
// expression.
//
// [Parse] reads a [Template] once; [Template.Eval] evaluates it over variables, any number
// of times and concurrently. [ParseText] is for templates that are the inside of a string:
// addresses and header values. What goes wrong is an [*Error] in the form that clients are
// shown.
//
// Templates are written by operators and evaluated over what clients send: parsing is
// bounded in depth, evaluation in steps and in the size of what it makes.
package kriti
