package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/weftql/weft/examples/shop/checkout"
	"github.com/weftql/weft/examples/shop/reviews"
)

// services are the servers the shop talks to, each on a free loopback port: to the gateway
// they are other machines.
type services struct {
	pool              *pgxpool.Pool
	reviews, checkout *service
}

type service struct {
	http http.Server
	url  string
}

func startServices(ctx context.Context, databaseURL string) (*services, error) {
	pool, err := pgxpool.New(ctx, databaseURL)
	if err != nil {
		return nil, err
	}
	s := &services{pool: pool}
	if s.reviews, err = startService(ctx, traced("reviews", reviews.Handler())); err == nil {
		s.checkout, err = startService(ctx, traced("checkout", checkout.Handler(pool)))
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("starting the shop's services: %w", err)
	}
	return s, nil
}

func startService(ctx context.Context, h http.Handler) (*service, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &service{url: "http://" + listener.Addr().String()}
	s.http = http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go s.serve(listener)
	return s, nil
}

func (s *service) serve(l net.Listener) {
	// A listener of our own on loopback fails only when it is closed.
	if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		panic("demo: a service has stopped by itself: " + err.Error())
	}
}

// environment holds what the shop's metadata refers to.
func (s *services) environment(databaseURL string) map[string]string {
	return map[string]string{
		"SHOP_DATABASE_URL": databaseURL,
		"REVIEWS_URL":       s.reviews.url + "/graphql",
		"CHECKOUT_URL":      s.checkout.url,
	}
}

// stop lets the services answer what they have begun, but not for ever.
func (s *services) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), servicesPatience)
	defer cancel()
	var wg sync.WaitGroup
	for _, each := range []*service{s.reviews, s.checkout} {
		if each != nil {
			wg.Go(func() {
				if each.http.Shutdown(ctx) != nil {
					_ = each.http.Close()
				}
			})
		}
	}
	wg.Wait()
	s.pool.Close()
}
