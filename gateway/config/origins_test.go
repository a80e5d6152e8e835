package config_test

import (
	"testing"

	"github.com/weftql/weft/gateway/config"
)

func TestOriginsMatchSchemePortAndOneLabel(t *testing.T) {
	for _, c := range []struct {
		list, origin string
		want         bool
	}{
		{"*", "https://anything.example", true},
		{"https://shop.example", "https://shop.example", true},
		{"https://shop.example", "https://SHOP.example", true},
		{"https://shop.example", "http://shop.example", false},
		{"https://shop.example", "https://shop.example:8443", false},
		{"https://shop.example:8443", "https://shop.example:8443", true},
		{"https://*.shop.example", "https://a.shop.example", true},
		{"https://*.shop.example", "https://shop.example", false},
		{"https://*.shop.example", "https://a.b.shop.example", false},
		{"https://*.shop.example", "https://evilshop.example", false},
		{"https://*.shop.example", "https://*.shop.example", false},
		{"http://a.example, https://b.example", "https://b.example", true},
		{"http://localhost:3000", "http://localhost:3000", true},
		{"http://localhost:3000", "null", false},
		{"", "https://shop.example", false},
	} {
		o, err := config.ParseOrigins(c.list)
		if err != nil {
			t.Fatalf("%s: %v", c.list, err)
		}
		if got := o.Allow(c.origin); got != c.want {
			t.Errorf("%q allows %q: %v, want %v", c.list, c.origin, got, c.want)
		}
	}
}

func TestOriginsRefuseWhatIsNoOrigin(t *testing.T) {
	for _, text := range []string{"shop.example", "https://", "https://*", "https://a.*.example", "https://a.example/path", "https://u@a.example", "mailto:x"} {
		if _, err := config.ParseOrigins(text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}
