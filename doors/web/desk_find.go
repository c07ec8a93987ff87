package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"motcua/ground/fault"
)

// What is looked for at the desk may be a person's name or number. An address lands in histories and in the logs of every
// machine between, so such words never stand in one: the form is sent by POST, and the address that it leads to has them
// sealed under a key of the account. It pages, exports and goes back like any other filter, and says nothing to anybody
// else.

// soughtParam is the filter of an address that has the words sealed.
const soughtParam = "tim"

// searched are the lists that have a box for words.
var searched = []string{"/desk", "/desk/dossiers", "/desk/inbox", "/desk/hand-over"}

// findIn takes the form above a list and leads to the list's address.
func (s *Site) findIn(w http.ResponseWriter, r *http.Request) error {
	list := r.PostForm.Get("list")
	if !slices.Contains(searched, list) {
		return fault.New(fault.Missing, "web.no-page")
	}
	l := lens{path: list, q: url.Values{}}
	for name := range r.PostForm {
		if x := strings.TrimSpace(r.PostForm.Get(name)); x != "" && len(x) < longestFilter && name != tokenField && name != "list" {
			l.q.Set(name, x)
		}
	}
	text := scanned(l.q.Get("q"))
	l.q.Del("q")
	switch {
	case text == "":
	case saysNoPerson(text):
		l.q.Set("q", text)
	default:
		l.q.Set(soughtParam, sealWords(s.wordsSecret(r), text))
	}
	return redirect(w, r, l.with())
}

// wordsSecret is what the words of the request's account are sealed under.
func (s *Site) wordsSecret(r *http.Request) string {
	return s.o.Office.AccountKey(who(r), "words looked for")
}

// saysNoPerson says whether words are the code of a dossier: letters, figures and marks in one.
func saysNoPerson(text string) bool {
	return looksLikeCode(text) && strings.ContainsFunc(text, unicode.IsLetter) && !strings.Contains(text, "@")
}

// wordsKey makes the cipher of words and the key from which their nonce is computed.
func wordsKey(secret string) (cipher.AEAD, []byte) {
	key := sha256.Sum256([]byte(secret))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES has blocks of 16 bytes
	}
	return aead, key[:]
}

// sealWords hides words under a secret. The same words give the same address, so that going back finds it.
func sealWords(secret, words string) string {
	aead, key := wordsKey(secret)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(words))
	nonce := mac.Sum(nil)[:aead.NonceSize()]
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, []byte(words), nil))
}

// openWords gives the words back; "" when another account sealed them, or nobody here.
func openWords(secret, sealed string) string {
	aead, _ := wordsKey(secret)
	b, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(b) < aead.NonceSize() {
		return ""
	}
	words, err := aead.Open(nil, b[:aead.NonceSize()], b[aead.NonceSize():], nil)
	if err != nil {
		return ""
	}
	return string(words)
}

// ownWords shows a list unless its address has words that another account sealed: the whole list would look like what
// they find, so it is shown without them and says so.
func (s *Site) ownWords(list Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		sealed := r.URL.Query().Get(soughtParam)
		if sealed == "" || openWords(s.wordsSecret(r), sealed) != "" {
			return list(w, r)
		}
		s.flash(w, "desk.search.foreign")
		return redirect(w, r, s.lensOf(r, r.URL.Path).with())
	}
}
