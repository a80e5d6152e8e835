package server

import "github.com/weftql/weft/gateway/live"

// pollerInfo is how /dev/subscriptions tells of a poller. All roles and sources of one plan
// share it, so they are told of its cohorts and in the plan's text.
type pollerInfo struct {
	ID      string       `json:"poller_id"`
	Query   string       `json:"multiplexed_query"`
	Count   int          `json:"cohort_count"`
	Cohorts []cohortInfo `json:"cohorts,omitempty"`
}

type cohortInfo struct {
	Role      string            `json:"role"`
	Variables map[string]string `json:"session_variables"`
	Served    int               `json:"current_ops"`
	Waiting   int               `json:"new_ops"`
	Digest    string            `json:"previous_result_hash,omitempty"`
}

// answerSubscriptions answers /dev/subscriptions, extended by what its cohorts are
// (contract/subscriptions.md 12.1: for tools only).
func (s *Server) answerSubscriptions(extended bool) (*Answer, error) {
	answer := struct {
		Options       pollInfo     `json:"options"`
		Live          []pollerInfo `json:"live_queries_map"`
		Stream        []pollerInfo `json:"stream_queries_map"`
		StreamOptions pollInfo     `json:"stream_queries_options"`
		Sockets       int          `json:"sockets"`
	}{Options: pollInfoOf(s.config.Live), Live: []pollerInfo{}, Stream: []pollerInfo{}, StreamOptions: pollInfoOf(s.config.Streaming), Sockets: s.hub.Len()}
	for _, p := range s.live.State() {
		list := &answer.Live
		if p.Streaming {
			list = &answer.Stream
		}
		*list = append(*list, pollerInfoOf(p, extended))
	}
	return asJSON(answer)
}

func pollerInfoOf(p live.PollerState, extended bool) pollerInfo {
	info := pollerInfo{ID: p.ID, Query: p.Plan.String(), Count: len(p.Cohorts)}
	if !extended {
		return info
	}
	for _, c := range p.Cohorts {
		info.Cohorts = append(info.Cohorts, cohortInfo{
			Role: c.Session.Role.Name, Variables: c.Session.Variables, Served: c.Served, Waiting: c.Waiting, Digest: c.Digest,
		})
	}
	return info
}
