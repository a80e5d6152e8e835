package history

import (
	"fmt"
	"strings"
)

// Squash joins the migrations of versions from to until (0: to the last) into one of the
// last version: what goes up in order, what comes down in reverse
// (contract/metadata-and-migrations.md 10.4). All must be applied, or none.
func Squash(available []*Migration, applied map[uint64]bool, name string, from, until uint64) (squashed *Migration, members []*Migration, err error) {
	var ups, downs []string
	done := 0
	for _, m := range available {
		if m.Version < from || until != 0 && m.Version > until {
			continue
		}
		members = append(members, m)
		if applied[m.Version] {
			done++
		}
		for _, s := range []*Script{m.Up, m.Down} {
			if s != nil && s.IsCalls() {
				return nil, nil, fmt.Errorf("%s holds API calls, which cannot be squashed", s.File)
			}
		}
		if m.Up != nil {
			ups = append(ups, m.Up.Text)
		}
		if m.Down != nil {
			downs = append([]string{m.Down.Text}, downs...)
		}
	}
	switch {
	case len(members) == 0 || members[0].Version != from:
		return nil, nil, fmt.Errorf("%d migration not found", from)
	case until != 0 && members[len(members)-1].Version != until:
		return nil, nil, fmt.Errorf("%d migration not found", until)
	case len(members) == 1:
		return nil, nil, fmt.Errorf("there is nothing to squash: %s is the only migration", members[0])
	case done != 0 && done != len(members):
		return nil, nil, fmt.Errorf("cannot squash: %d of the %d migrations are applied; all or none must be", done, len(members))
	}
	return &Migration{
		Version: members[len(members)-1].Version, Name: name,
		Up: joined("up.sql", ups), Down: joined("down.sql", downs),
	}, members, nil
}

func joined(file string, texts []string) *Script {
	for i, t := range texts {
		t = strings.TrimSpace(t)
		if t != "" && !strings.HasSuffix(t, ";") {
			t += "\n;"
		}
		texts[i] = t + "\n"
	}
	return &Script{File: file, Text: strings.Join(texts, "\n")}
}
