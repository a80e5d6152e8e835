package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/weftql/weft/gateway/config"
)

// ownEndpoints are the JSON endpoints the server itself answers.
func (s *Server) ownEndpoints() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Path: "/v1alpha1/config", Group: "config", Admits: AdminOnly, Serve: s.answerConfig},
		{Method: http.MethodPost, Path: "/v1/graphql/explain", Group: "metadata", Admits: AdminOnly, Serve: s.answerExplain},
		{Method: http.MethodPost, Path: "/v1alpha1/graphql/explain", Group: "metadata", Admits: AdminOnly, Serve: s.answerExplain},
		{Method: http.MethodGet, Path: "/dev/plan_cache", Group: "developer", Admits: AdminOnly,
			Serve: func(context.Context, *Call) (*Answer, error) { return &Answer{Body: []byte("null")}, nil }},
		{Method: http.MethodGet, Path: "/dev/subscriptions", Group: "developer", Admits: AdminOnly,
			Serve: func(context.Context, *Call) (*Answer, error) { return s.answerSubscriptions(false) }},
		{Method: http.MethodGet, Path: "/dev/subscriptions/extended", Group: "developer", Admits: AdminOnly,
			Serve: func(context.Context, *Call) (*Answer, error) { return s.answerSubscriptions(true) }},
	}
}

// pollInfo is how /v1alpha1/config tells of a kind of subscription; the delay is in
// seconds.
type pollInfo struct {
	BatchSize    int     `json:"batch_size"`
	RefetchDelay float64 `json:"refetch_delay"`
}

func pollInfoOf(p config.Poll) pollInfo {
	return pollInfo{BatchSize: p.Batch, RefetchDelay: p.Interval.Seconds()}
}

// jwtInfo is how /v1alpha1/config tells of a JWT configuration.
type jwtInfo struct {
	Namespace string          `json:"claims_namespace"`
	Format    string          `json:"claims_format"`
	Map       json.RawMessage `json:"claims_map"`
}

func jwtInfos(texts []json.RawMessage) []jwtInfo {
	list := make([]jwtInfo, len(texts))
	for i, text := range texts {
		list[i] = jwtInfo{Namespace: "https://hasura.io/jwt/claims", Format: "json", Map: json.RawMessage("null")}
		// The authenticator has read the configuration at start; what is wrong with it has
		// been said there.
		_ = json.Unmarshal(text, &list[i])
	}
	return list
}

// answerConfig answers /v1alpha1/config (contract/auth-and-server.md 18).
func (s *Server) answerConfig(context.Context, *Call) (*Answer, error) {
	c := s.config
	var assets any
	if c.Console.AssetsDir != "" {
		assets = c.Console.AssetsDir
	}
	experimental := c.Schema.Experimental
	if experimental == nil {
		experimental = []string{}
	}
	return asJSON(struct {
		Version             string    `json:"version"`
		FunctionPermissions bool      `json:"is_function_permissions_inferred"`
		RemotePermissions   bool      `json:"is_remote_schema_permissions_enabled"`
		AdminSecret         bool      `json:"is_admin_secret_set"`
		AuthHook            bool      `json:"is_auth_hook_set"`
		JWTSet              bool      `json:"is_jwt_set"`
		JWT                 []jwtInfo `json:"jwt"`
		AllowList           bool      `json:"is_allow_list_enabled"`
		Live                pollInfo  `json:"live_queries"`
		Streaming           pollInfo  `json:"streaming_queries"`
		AssetsDir           any       `json:"console_assets_dir"`
		Experimental        []string  `json:"experimental_features"`
		Prometheus          bool      `json:"is_prometheus_metrics_enabled"`
		Naming              string    `json:"default_naming_convention"`
		FeatureFlags        []any     `json:"feature_flags"`
		Federation          bool      `json:"is_apollo_federation_enabled"`
	}{
		Version: config.APIVersion, FunctionPermissions: c.Schema.InferFunctions, RemotePermissions: c.Schema.RemotePermissions,
		AdminSecret: len(c.Access.Secrets) > 0, AuthHook: c.Access.Hook.URL != "", JWTSet: len(c.Access.JWT) > 0, JWT: jwtInfos(c.Access.JWT),
		AllowList: c.Schema.AllowList, Live: pollInfoOf(c.Live), Streaming: pollInfoOf(c.Streaming), AssetsDir: assets,
		Experimental: experimental, Prometheus: s.enabled("metrics"), Naming: c.Schema.NamingConvention, FeatureFlags: []any{},
		Federation: c.Schema.ApolloFederation,
	})
}

func asJSON(v any) (*Answer, error) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false) // SQL is full of < and >
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return &Answer{Body: bytes.TrimRight(body.Bytes(), "\n")}, nil
}
