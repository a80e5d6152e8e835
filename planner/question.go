package planner

// Question is what a query must know of another source before it can run: a permission that
// reads another database (contract/postgres-graphql.md 3.5). The source that has it and the
// source that is asked understand each other; the planner does not look inside.
type Question struct {
	Source ID
	Ask    any
}

// Respondent is implemented by parts that answer the questions of others.
type Respondent interface {
	// Respond compiles a question into a query of one column. Its answer, one JSON value, is
	// what [Params.Bound] gives the query that has the question. It depends on the session
	// at most, never on the request's own values. An error that is no *[Fault] is a mistake
	// of ours.
	Respond(ask any) (Query, error)
}

// bound is the answer to a question in one run.
type bound struct {
	json []byte
	err  error
}

// Bound returns the answer to the query's question i, in the order of Answer.Questions, or
// why there is none: then nothing may be answered for these params. The bytes are borrowed
// for the length of Run.
func (p *Params) Bound(i int) ([]byte, error) {
	if i >= len(p.bound) {
		return nil, errUnbound
	}
	return p.bound[i].json, p.bound[i].err
}

// errUnbound is for queries that are run without their plan.
var errUnbound = &Fault{Code: CodeUnexpected, Message: internalError, Status: 500}

// withBound returns the params with the answers to a query's questions; p stays as it is.
func (p *Params) withBound(answers []bound) *Params {
	c := *p
	c.bound = answers
	return &c
}
