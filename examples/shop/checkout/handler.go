package checkout

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"
)

// maxBody is the largest request in bytes.
const maxBody = 1 << 20

// Handler serves POST /checkout and POST /shipping-quotes over the shop's database. The
// pool stays the caller's.
func Handler(pool *pgxpool.Pool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /checkout", action(func(ctx context.Context, s session, b basket) (receipt, error) {
		return order(ctx, pool, s, b)
	}))
	mux.Handle("POST /shipping-quotes", action(func(_ context.Context, _ session, p parcel) ([]quote, error) {
		return quotes(p)
	}))
	return http.MaxBytesHandler(mux, maxBody)
}

// session holds the session variables of the caller, by lower-case name. Only the gateway
// can reach this handler in production, so they are trusted.
type session map[string]string

// payload is what a gateway sends. Both Actions have one argument, called input.
type payload[In any] struct {
	Input struct {
		Input In `json:"input"`
	} `json:"input"`
	Session session `json:"session_variables"`
}

// refusal is an error for the client to read; any other error stays in the log.
type refusal struct {
	Message string `json:"message"`
	Code    string `json:"code,omitempty"`
}

// Error returns the message.
func (r *refusal) Error() string { return r.Message }

func refuse(code, message string) *refusal { return &refusal{Message: message, Code: code} }

// action turns a function into a handler of an Action.
func action[In, Out any](run func(context.Context, session, In) (Out, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var p payload[In]
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			answer(w, http.StatusBadRequest, refuse("bad-request", "this is not the payload of an Action: "+err.Error()))
			return
		}
		out, err := run(r.Context(), p.Session, p.Input.Input)
		var refused *refusal
		switch {
		case err == nil:
			answer(w, http.StatusOK, out)
		case errors.As(err, &refused):
			answer(w, http.StatusBadRequest, refused)
		default:
			slog.ErrorContext(r.Context(), "action failed", "path", r.URL.Path, "error", err)
			answer(w, http.StatusInternalServerError, refuse("", "the shop's till is out of order"))
		}
	})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// The client may be gone; there is nobody to tell.
	_ = json.NewEncoder(w).Encode(body)
}
