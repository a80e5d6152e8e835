// Package jsonspan checks JSON that came from outside and finds the members of objects and
// the items of arrays in it without copying or decoding anything.
//
// Answers of remote servers are copied from socket to reply and never decoded, but they are
// checked: one malformed byte in an upstream's answer must not make a malformed reply. The
// package accepts what encoding/json accepts, except text that is not UTF-8.
package jsonspan
