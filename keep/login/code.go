package login

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"
)

// A code of an authenticator (mã xác thực một lần): six digits for thirty seconds, by RFC 6238 with SHA-1, which every
// authenticator knows.
const (
	codeStep   = 30  // seconds
	codeBefore = 1   // steps that a code may be old: people type slowly, and telephones' clocks differ
	codeAfter  = 1   // steps that a telephone's clock may run ahead
	secretLen  = 20  // bytes, RFC 4226, 4 R6
	recoveries = 10  // recovery codes of an account
	recoverLen = 16  // characters of one: 80 bits
	codeWait   = 600 // digits and letters that are ever looked at in what was typed
)

var b32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret makes the secret that an authenticator shares with the city, in base 32 as people can type it.
func NewSecret() string {
	b := make([]byte, secretLen)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program rather than give weak bytes
	return b32.EncodeToString(b)
}

// SecretAddress is what the QR code for an authenticator says.
func SecretAddress(secret, issuer, account string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account, RawQuery: strings.ReplaceAll(q.Encode(), "+", "%20")}
	return u.String()
}

// CodeAt is the code that an authenticator shows.
func CodeAt(secret string, at time.Time) (string, error) {
	return hotp.GenerateCode(secret, uint64(at.Unix()/codeStep))
}

// MatchCode says whether typed is a code of about now, and of which step. A code of a step up to last was used before and is
// refused, so that nobody uses one that was read over a shoulder.
func MatchCode(secret, typed string, now time.Time, last int64) (step int64, ok bool) {
	typed = plainCode(typed)
	at := now.Unix() / codeStep
	for n := at - codeBefore; n <= at+codeAfter; n++ {
		want, err := hotp.GenerateCode(secret, uint64(n))
		if err == nil && n > last && subtle.ConstantTimeCompare([]byte(want), []byte(typed)) == 1 {
			step, ok = n, true
		}
	}
	return step, ok
}

// plainCode drops the spaces and hyphens that people put into codes.
func plainCode(s string) string {
	if len(s) > codeWait {
		return ""
	}
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "", ".", "").Replace(s))
}

// NewRecoveries makes the recovery codes (mã dự phòng) of an account, as they are printed: four groups of four.
func NewRecoveries() []string {
	out := make([]string, recoveries)
	for i := range out {
		b := make([]byte, recoverLen*5/8)
		_, _ = rand.Read(b) // never fails
		s := b32.EncodeToString(b)
		out[i] = s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
	}
	return out
}

// PlainRecovery is a recovery code as it is hashed, however it was typed; "" for what cannot be one.
func PlainRecovery(typed string) string {
	s := strings.NewReplacer("0", "O", "1", "I", "8", "B").Replace(plainCode(typed)) // base 32 has none of these digits
	if len(s) != recoverLen {
		return ""
	}
	return s
}

// ErrSealed means that a sealed text was changed, or was sealed by another key or for another purpose.
var ErrSealed = errors.New("sealed text does not open")

// SealText encrypts a text for keeping, bound to what it is for. The key has 32 bytes and stands outside the database.
func SealText(key []byte, plain, purpose string) (string, error) {
	a, err := aead(key)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, a.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return base64.RawStdEncoding.EncodeToString(a.Seal(nonce, nonce, []byte(plain), []byte(purpose))), nil
}

// OpenText gives the text back. The error is ErrSealed.
func OpenText(key []byte, sealed, purpose string) (string, error) {
	a, err := aead(key)
	if err != nil {
		return "", err
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(b) < a.NonceSize() {
		return "", ErrSealed
	}
	plain, err := a.Open(nil, b[:a.NonceSize()], b[a.NonceSize():], []byte(purpose))
	if err != nil {
		return "", ErrSealed
	}
	return string(plain), nil
}

func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal a text: %w", err)
	}
	return cipher.NewGCM(block)
}
