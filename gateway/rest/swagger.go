package rest

import (
	"context"

	"github.com/weftql/weft/gateway/server"
)

func (e *endpoints) describe(context.Context, *server.Call) (*server.Answer, error) {
	return &server.Answer{Body: []byte("{}")}, nil
}
