package login

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
)

// A Token is a secret that its holder shows: the id of a session (phiên đăng nhập) in a cookie, a form's token against
// forged requests (CSRF), the link of an invitation. It has 256 random bits in 43 characters that fit a cookie and an address.
type Token string

// A TokenHash is what the store keeps of a Token: whoever reads the store cannot show the token.
type TokenHash string

// NewToken makes a token from the system's randomness.
func NewToken() Token {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program rather than give weak bytes
	return Token(base64.RawURLEncoding.EncodeToString(b))
}

// HashToken gives the SHA-256 of a token in 64 hexadecimal digits.
// choice: a fast hash is enough, because a token has 256 random bits and cannot be guessed as a password can.
func HashToken(t Token) TokenHash {
	sum := sha256.Sum256([]byte(t))
	return TokenHash(hex.EncodeToString(sum[:]))
}

// Same compares two tokens in a time that does not tell where they differ. An empty token is the same as none.
func Same(a, b Token) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
