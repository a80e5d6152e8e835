package client

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"

	"github.com/weftql/weft/gateway/migrate/project"
)

// Transport returns what reaches a project's server.
func Transport(s *project.Settings) (http.RoundTripper, error) {
	t := http.DefaultTransport.(*http.Transport).Clone()
	if !s.InsecureSkipTLSVerify && s.CertificateAuthority == "" {
		return t, nil
	}
	t.TLSClientConfig = &tls.Config{InsecureSkipVerify: s.InsecureSkipTLSVerify, MinVersion: tls.VersionTLS12}
	if s.CertificateAuthority == "" {
		return t, nil
	}
	pem, err := os.ReadFile(s.CertificateAuthority)
	if err != nil {
		return nil, fmt.Errorf("certificate authority: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("certificate authority: no certificate in %s", s.CertificateAuthority)
	}
	t.TLSClientConfig.RootCAs = pool
	return t, nil
}
