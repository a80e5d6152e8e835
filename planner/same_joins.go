package planner

// share makes slots that ask the same of the same link share one join wherever they stand
// in the call's answer, so that a key met in two places is sent once
// (contract/remote-schemas-and-joins.md 7.1, 7.8).
func (j *joining) share() {
	type question struct {
		link   *Link
		fields string
	}
	asked := map[question]int{}
	to := make([]int, len(j.groups))
	kept := j.groups[:0]
	for i, g := range j.groups {
		q := question{link: g.link, fields: string(appendColumns(nil, g.columns))}
		at, known := asked[q]
		if !known {
			at = len(kept)
			asked[q] = at
			kept = append(kept, g)
		}
		to[i] = at
	}
	j.groups = kept
	for i := range j.call.slots {
		j.call.slots[i].join = to[j.call.slots[i].join]
	}
}

// appendColumns appends what joined selections ask for: two lists of selections of one link
// append equal bytes if they are answered alike in every request. Their own response keys
// and the types they are wanted for do not count: the slots know them.
func appendColumns(dst []byte, columns []*Selection) []byte {
	dst = appendLength(dst, len(columns))
	for _, s := range columns {
		dst = appendField(dst, s)
	}
	return dst
}

func appendField(dst []byte, s *Selection) []byte {
	dst = appendText(dst, s.Field.Name)
	dst = appendLength(dst, len(s.Args))
	for i := range s.Args {
		dst = appendOperand(appendText(dst, s.Args[i].Input.Name), s.Args[i].Value)
	}
	dst = appendLength(dst, len(s.Fields))
	for _, sub := range s.Fields {
		dst = appendText(dst, sub.Key)
		dst = appendLength(dst, len(sub.On))
		for _, on := range sub.On {
			dst = appendText(dst, on)
		}
		dst = appendField(dst, sub)
	}
	return dst
}

// appendOperand tells operands apart without observing their values: a piece of a variable
// by the variable, the piece and how it is coerced.
func appendOperand(dst []byte, o *Operand) []byte {
	switch {
	case o.use != literal:
		u := &o.scope.rec.uses[o.use]
		dst = append(dst, 'v', byte(u.rule))
		dst = appendLength(dst, u.variable)
		dst = appendLength(dst, len(o.at))
		for _, s := range o.at {
			dst = appendText(appendLength(dst, s.index+1), s.name)
		}
		return dst
	case !o.variable():
		return appendValue(append(dst, 'c'), o.value)
	}
	dst = appendLength(append(dst, 'p', byte(o.value.Kind)), len(o.items)+len(o.fields))
	for _, item := range o.items {
		dst = appendOperand(dst, item)
	}
	for _, f := range o.fields {
		dst = appendOperand(appendText(dst, f.Name), f.Value)
	}
	return dst
}
