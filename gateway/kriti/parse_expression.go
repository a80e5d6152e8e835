package kriti

import "slices"

// Operators, longer ones before those they begin with.
var operators = []string{">=", "<=", "==", "!=", "&&", "||", "??", ">", "<"}

// expression reads an expression: a call, a negation, an atom, or two atoms and an operator
// between them. Operators do not chain.
func (p *parser) expression() (node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	p.space()
	start := p.pos
	if p.keyword("not") {
		operand, err := p.expression()
		if err != nil {
			return nil, err
		}
		return &call{span{start, p.pos}, "not", operand}, nil
	}
	if name := p.word(); name != "" && !slices.Contains(reserved, name) {
		p.pos += len(name)
		if p.accept("(") {
			return p.call(name, start)
		}
		p.pos = start
	}
	left, err := p.atom()
	if err != nil {
		return nil, err
	}
	op := p.operator()
	if op == "" {
		return left, nil
	}
	right, err := p.atom()
	if err != nil {
		return nil, err
	}
	return &binary{span{start, p.pos}, op, left, right}, nil
}

func (p *parser) operator() string {
	for _, op := range operators {
		if p.accept(op) {
			return op
		}
	}
	if p.keyword("in") {
		return "in"
	}
	return ""
}

// call reads the argument of a function; the opening parenthesis is behind.
func (p *parser) call(name string, start int) (node, error) {
	arg, err := p.expression()
	if err != nil {
		return nil, err
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	return &call{span{start, p.pos}, name, arg}, nil
}

// atom reads a value and what is taken out of it.
func (p *parser) atom() (node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	p.space()
	start := p.pos
	n, err := p.primary()
	if err != nil {
		return nil, err
	}
	for links := 0; ; links++ {
		switch {
		case p.next("??"):
			return n, nil
		case links > maxNesting && (p.next("?") || p.next(".") || p.next("[")):
			return nil, p.fail(span{start, p.pos}, "too much is taken out of one value")
		case p.accept("?"):
			fields, err := p.fields()
			if err != nil {
				return nil, err
			}
			n = &optional{span{start, p.pos}, n, fields}
		case p.next(".") || p.next("["):
			key, err := p.field()
			if err != nil {
				return nil, err
			}
			n = &access{span{start, p.pos}, n, key}
		default:
			return n, nil
		}
	}
}

// fields reads the accessors behind a `?`.
func (p *parser) fields() ([]node, error) {
	var fields []node
	for p.next(".") || p.next("[") {
		key, err := p.field()
		if err != nil {
			return nil, err
		}
		fields = append(fields, key)
	}
	return fields, nil
}

// field reads one accessor: its key or index.
func (p *parser) field() (node, error) {
	if p.accept(".") {
		p.space()
		start := p.pos
		name, err := p.name()
		if err != nil {
			return nil, err
		}
		return textNode(span{start, p.pos}, name), nil
	}
	p.pos++ // the bracket
	if p.next("'") {
		return p.quoted()
	}
	key, err := p.atom()
	if err != nil {
		return nil, err
	}
	return key, p.expect("]")
}

// primary reads a value, a group, an if or a range.
func (p *parser) primary() (node, error) {
	p.space()
	switch {
	case p.accept("{{"):
		return p.curly(p.pos - 2)
	case p.accept("("):
		n, err := p.expression()
		if err != nil {
			return nil, err
		}
		return n, p.expect(")")
	}
	return p.json()
}

// curly reads what stands between double braces; the opening ones are behind.
func (p *parser) curly(start int) (node, error) {
	switch {
	case p.keyword("if"):
		return p.choice(start)
	case p.keyword("range"):
		return p.loop(start)
	}
	n, err := p.expression()
	if err != nil {
		return nil, err
	}
	return n, p.expect("}}")
}

// choice reads an if; the keyword is behind.
func (p *parser) choice(start int) (node, error) {
	n := &choice{}
	for {
		when, err := p.expression()
		if err != nil {
			return nil, err
		}
		if err := p.expect("}}"); err != nil {
			return nil, err
		}
		then, err := p.expression()
		if err != nil {
			return nil, err
		}
		n.when, n.then = append(n.when, when), append(n.then, then)
		if err := p.expect("{{"); err != nil {
			return nil, err
		}
		if !p.keyword("elif") {
			break
		}
	}
	if !p.keyword("else") {
		return nil, p.unexpected("elif or else")
	}
	if err := p.expect("}}"); err != nil {
		return nil, err
	}
	otherwise, err := p.expression()
	if err != nil {
		return nil, err
	}
	n.otherwise = otherwise
	err = p.end()
	n.span = span{start, p.pos}
	return n, err
}

// end reads the end of an if or a range.
func (p *parser) end() error {
	if err := p.expect("{{"); err != nil {
		return err
	}
	if !p.keyword("end") {
		return p.unexpected("end")
	}
	return p.expect("}}")
}

// loop reads a range; the keyword is behind.
func (p *parser) loop(start int) (node, error) {
	n := &loop{}
	var err error
	if !p.accept("_") {
		if n.index, err = p.name(); err != nil {
			return nil, err
		}
	}
	if err = p.expect(","); err != nil {
		return nil, err
	}
	if n.element, err = p.name(); err != nil {
		return nil, err
	}
	if err = p.expect(":="); err != nil {
		return nil, err
	}
	if n.over, err = p.expression(); err != nil {
		return nil, err
	}
	if err = p.expect("}}"); err != nil {
		return nil, err
	}
	if n.body, err = p.expression(); err != nil {
		return nil, err
	}
	err = p.end()
	n.span = span{start, p.pos}
	return n, err
}
