// Package checkout holds the handlers of the shop's two Actions: checkout, which writes an
// order into the shop's database, and shippingQuotes, which only calculates.
//
// They are plain net/http. A handler of an Action gets a POST with the arguments and the
// session variables as JSON and answers with the JSON of the Action's output type, or with
// a status of 4xx and {"message": ...} when it refuses.
package checkout
