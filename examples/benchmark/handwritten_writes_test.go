package benchmark_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// writers are handlers written by hand: they read the rows into structs and write them with
// one statement, in which each column is an array.
func writers(pool *pgxpool.Pool) http.Handler {
	const insert = `insert into item (id, name, price, quantity, note, made_at)
		select * from unnest($1::int[], $2::text[], $3::numeric[], $4::int[], $5::text[], $6::timestamptz[])`
	mux := http.NewServeMux()
	mux.HandleFunc("POST /insert", writeMany(pool, insert))
	mux.HandleFunc("POST /upsert", writeMany(pool, insert+` on conflict (id) do update set name = excluded.name,
		price = excluded.price, quantity = excluded.quantity, note = excluded.note, made_at = excluded.made_at`))
	mux.HandleFunc("POST /one", func(w http.ResponseWriter, r *http.Request) {
		in := readItems(w, r)
		if len(in) != 1 {
			return
		}
		var id int32
		err := pool.QueryRow(r.Context(), `insert into item (id, name, price, quantity, note, made_at) values ($1, $2, $3, $4, $5, $6) returning id`,
			in[0].ID, in[0].Name, in[0].Price, in[0].Quantity, in[0].Note, in[0].MadeAt).Scan(&id)
		reply(w, err, `{"data":{"insert_item":{"returning":[{"id":%d}]}}}`, id)
	})
	return mux
}

// item is a row as clients send it.
type item struct {
	ID       int32     `json:"id"`
	Name     string    `json:"name"`
	Price    string    `json:"price"`
	Quantity int32     `json:"quantity"`
	Note     *string   `json:"note"`
	MadeAt   time.Time `json:"made_at"`
}

func readItems(w http.ResponseWriter, r *http.Request) []item {
	var in struct {
		Rows []item `json:"rows"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return nil
	}
	return in.Rows
}

func writeMany(pool *pgxpool.Pool, sql string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in := readItems(w, r)
		ids, quantities := make([]int32, len(in)), make([]int32, len(in))
		names, prices := make([]string, len(in)), make([]string, len(in))
		notes, made := make([]*string, len(in)), make([]time.Time, len(in))
		for i := range in {
			ids[i], names[i], prices[i] = in[i].ID, in[i].Name, in[i].Price
			quantities[i], notes[i], made[i] = in[i].Quantity, in[i].Note, in[i].MadeAt
		}
		tag, err := pool.Exec(r.Context(), sql, ids, names, prices, quantities, notes, made)
		reply(w, err, `{"data":{"insert_item":{"affected_rows":%d}}}`, tag.RowsAffected())
	}
}

func reply(w http.ResponseWriter, err error, format string, value any) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = fmt.Fprintf(w, format, value)
}
