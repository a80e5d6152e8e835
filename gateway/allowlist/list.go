package allowlist

import (
	"sync"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner"
)

// list is the allow list of one document. It is safe for concurrent use.
type list struct {
	global map[string]bool            // by canonical text
	roles  map[string]map[string]bool // by role, then canonical text

	mu sync.Mutex
	// texts remembers the canonical form of texts that clients sent, so that each is parsed
	// once.
	texts map[string]string
}

// maxTexts bounds what is remembered, and maxText the length of each; beyond the first all
// is forgotten at once.
const (
	maxTexts = 2000
	maxText  = 10_000
)

func newList(doc *metadata.Document) *list {
	l := &list{global: map[string]bool{}, roles: map[string]map[string]bool{}, texts: map[string]string{}}
	for _, entry := range doc.Allowlist {
		for i := range doc.QueryCollections {
			if c := &doc.QueryCollections[i]; c.Name == entry.Collection {
				l.add(c, entry.Roles)
			}
		}
	}
	return l
}

// add lists a collection's operations, for all roles when roles is nil.
func (l *list) add(c *metadata.QueryCollection, roles []string) {
	for _, q := range c.Definition.Queries {
		doc, err := planner.Parse(q.Query)
		if err != nil {
			continue // inconsistent, and reported as that
		}
		text := canonical(doc)
		if roles == nil {
			l.global[text] = true
		}
		for _, role := range roles {
			if l.roles[role] == nil {
				l.roles[role] = map[string]bool{}
			}
			l.roles[role][text] = true
		}
	}
}

// allows tells whether a role may run an operation. What does not parse is left to those
// who say why.
func (l *list) allows(role, query string) bool {
	text, ok := l.canonical(query)
	return !ok || l.global[text] || l.roles[role][text]
}

func (l *list) canonical(query string) (text string, ok bool) {
	l.mu.Lock()
	text, known := l.texts[query]
	l.mu.Unlock()
	if known {
		return text, true
	}
	doc, err := planner.Parse(query)
	if err != nil {
		return "", false
	}
	text = canonical(doc)
	if len(query) > maxText {
		return text, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.texts) >= maxTexts {
		clear(l.texts)
	}
	l.texts[query] = text
	return text, true
}
