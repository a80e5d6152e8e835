package server

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// Listen opens the TCP port. host is an address, a name, or `*` and its kin
// (contract/auth-and-server.md 1.3): `*4` and `*6` prefer a family, `!4` and `!6` insist
// on it; `*` alone takes both where the system can.
func Listen(ctx context.Context, host string, port int) (net.Listener, error) {
	networks := []string{"tcp"}
	switch host {
	case "*":
		host, networks = "", []string{"tcp", "tcp4"}
	case "*4":
		host, networks = "", []string{"tcp4", "tcp"}
	case "*6":
		host, networks = "", []string{"tcp6", "tcp"}
	case "!4":
		host, networks = "", []string{"tcp4"}
	case "!6":
		host, networks = "", []string{"tcp6"}
	}
	address := net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(port))
	var first error
	for _, network := range networks {
		listener, err := new(net.ListenConfig).Listen(ctx, network, address)
		if err == nil {
			return listener, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, fmt.Errorf("listen on port %d: %w", port, first)
}
