package benchmark_test

import (
	"encoding/json"
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"
)

// handwritten serves each shape on POST /<name>, with the integer as {"id": 1}.
func handwritten(pool *pgxpool.Pool) http.Handler {
	mux := http.NewServeMux()
	for _, s := range shapes {
		mux.HandleFunc("POST /"+s.name, func(w http.ResponseWriter, r *http.Request) {
			var in struct{ ID int32 }
			if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			var row []byte
			if err := pool.QueryRow(r.Context(), s.sql, in.ID).Scan(&row); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			reply := append([]byte(`{"data":{"`+s.field+`":`), row...)
			_, _ = w.Write(append(reply, "}}"...))
		})
	}
	return mux
}
