package demo

import (
	"fmt"
	"net"
	"strings"
)

// liveOrder is the newest order of the customer the samples are asked as: an update of it
// shows in the live query.
const liveOrder = 9983

// welcome is what a person reads once the demo answers.
func welcome(addr net.Addr, databaseURL, log string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `
Weft is running. Ctrl-C ends it.

  Console    http://%[1]s/console
  GraphQL    http://%[1]s/v1/graphql
  Database   psql '%[2]s'
  Log        %[3]s

Who you are is said by request headers; the console has a field for them. There is no secret
to know: only this machine can connect.

  admin      no headers                       everything
  customer   x-hasura-role: customer          their own orders and addresses, all products
             x-hasura-user-id: 7              without what they cost the shop
  anonymous  x-hasura-role: anonymous         products in stock, a few columns

Three operations to try. They are in the console's tabs, too.
`, addr, databaseURL, log)
	for i, s := range samples {
		fmt.Fprintf(&b, "\n%d. %s\n\n%s\n", i+1, s.title, indent(curl(addr, s)))
	}
	fmt.Fprintf(&b, "\n  psql '%s' -c \"update orders set note = 'Hello' where id = %d\"\n", databaseURL, liveOrder)
	return b.String()
}

// curl is a sample as a command line for POSIX shells. A live query needs a socket, which
// curl has not: it is shown as it is.
func curl(addr net.Addr, s sample) string {
	if s.live {
		return s.query
	}
	var b strings.Builder
	fmt.Fprintf(&b, "curl http://%s/v1/graphql -H 'content-type: application/json'", addr)
	for _, h := range s.headers {
		fmt.Fprintf(&b, " -H '%s: %s'", h.name, h.value)
	}
	fmt.Fprintf(&b, " -d '{\"query\": \"%s\"}'", strings.ReplaceAll(oneLine(s.query), `"`, `\"`))
	return b.String()
}

// oneLine joins the lines of a query whose strings have no blanks to lose.
func oneLine(query string) string { return strings.Join(strings.Fields(query), " ") }

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}
