package auth

import (
	"crypto/sha512"
	"crypto/subtle"
	"net/http"
)

// secrets holds the digests of the admin secrets; the texts are not kept.
type secrets [][sha512.Size]byte

func digests(texts []string) secrets {
	s := make(secrets, len(texts))
	for i, text := range texts {
		s[i] = sha512.Sum512([]byte(text))
	}
	return s
}

// match tells whether text is one of the secrets. It takes the same time whichever it is.
func (s secrets) match(text string) bool {
	sum := sha512.Sum512([]byte(text))
	found := 0
	for i := range s {
		found |= subtle.ConstantTimeCompare(sum[:], s[i][:])
	}
	return found == 1
}

// sentSecret returns the secret a client sent and whether it sent one. An empty header
// counts as sent (contract/auth-and-server.md 2.2).
func sentSecret(header http.Header) (string, bool) {
	for _, name := range []string{secretHeader, keyHeader} {
		if values := header[name]; len(values) > 0 {
			return values[0], true
		}
	}
	return "", false
}
