package planner

import "sync"

// cookies collects Set-Cookie values from concurrent upstream calls.
type cookies struct {
	mu   sync.Mutex
	list []string
}

func (c *cookies) add(setCookie string) {
	c.mu.Lock()
	c.list = append(c.list, setCookie)
	c.mu.Unlock()
}
