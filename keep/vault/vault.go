// Package vault (két sắt) seals what must not be readable to whoever has only the disk: the personal parts of events, drafts,
// kept files. Its keys stand outside the database, in the city's key file. docs/adr/0015 says what is sealed and what is not.
package vault

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"
)

// KeySize is the length of a key in bytes.
const KeySize = chacha20poly1305.KeySize

// An ID names a key. Greater ones are newer; 0 is the key that a city has which never drew one of its own.
type ID uint32

// Keys are the keys of a city by their names.
type Keys map[ID][]byte

// What is sealed begins with a mark, then the key's name, then a nonce. No JSON and no file that is kept begins so.
//
// choice: XChaCha20-Poly1305, whose nonces of 24 bytes may be drawn at random for ever; AES-GCM's of 12 bytes may not.
const (
	mark     = "\x00mq\x01"
	partMark = "\x00mq\x02"
	headSize = len(mark) + 4
	textMark = "sealed:1:"

	// Overhead is by how much a sealed value is longer.
	Overhead = headSize + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead
)

var (
	// ErrDamaged means that sealed bytes were changed, or stand in a place that they were not sealed for.
	ErrDamaged = errors.New("sealed data does not open: it was changed, or it belongs elsewhere")

	// ErrKey is wrapped where the key is not there that something was sealed with.
	ErrKey = errors.New("bring the city's key file back from a backup")
)

// A Ring (chùm khoá) holds keys. Many goroutines may use it at once.
type Ring struct {
	more func() (Keys, error) // nil, or where keys stand that were drawn since

	mu     sync.RWMutex
	keys   map[ID]cipher.AEAD // guarded by mu
	raw    Keys               // guarded by mu
	newest ID                 // guarded by mu: seals what is new
}

// New makes a ring; the newest key seals what is new. more, which may be nil, reads the keys again: it is asked when
// something was sealed under a key that the ring does not know, for another process may have drawn it.
func New(keys Keys, more func() (Keys, error)) (*Ring, error) {
	r := &Ring{more: more}
	return r, r.Set(keys)
}

// Set replaces the keys of the ring.
func (r *Ring) Set(keys Keys) error {
	if len(keys) == 0 {
		return errors.New("a ring without keys opens nothing: " + ErrKey.Error())
	}
	made := map[ID]cipher.AEAD{}
	for id, k := range keys {
		a, err := chacha20poly1305.NewX(k)
		if err != nil {
			return fmt.Errorf("data key %d has %d bytes, it needs %d: %w", id, len(k), KeySize, ErrKey)
		}
		made[id] = a
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys, r.raw, r.newest = made, maps.Clone(keys), slices.Max(slices.Collect(maps.Keys(keys)))
	return nil
}

// Renew reads the keys again, where the ring knows how.
func (r *Ring) Renew() error {
	if r.more == nil {
		return nil
	}
	keys, err := r.more()
	if err != nil {
		return err
	}
	return r.Set(keys)
}

// Newest names the key that seals what is new.
func (r *Ring) Newest() ID {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.newest
}

// Marks tell which keys the ring has, without giving them away.
func (r *Ring) Marks() map[ID]string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	out := map[ID]string{}
	for id, k := range r.raw {
		m := hmac.New(sha256.New, k)
		m.Write([]byte("motcua data key 1\x00"))
		out[id] = hex.EncodeToString(m.Sum(nil)[:8])
	}
	return out
}

// Derive makes the key 0 of a city that never drew one from a secret that it has.
func Derive(secret []byte) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("motcua data 1\x00"))
	return m.Sum(nil)
}

// Seal seals bytes for one place: they open nowhere else.
func (r *Ring) Seal(place string, plain []byte) []byte {
	r.mu.RLock()
	id := r.newest
	a := r.keys[id]
	r.mu.RUnlock()
	out := make([]byte, headSize+chacha20poly1305.NonceSizeX, Overhead+len(plain))
	copy(out, mark)
	binary.BigEndian.PutUint32(out[len(mark):], uint32(id))
	rand.Read(out[headSize:])
	return a.Seal(out, out[headSize:], plain, bound(out[:headSize], place))
}

// bound is what is authenticated beside the bytes: the head and the place.
func bound(head []byte, place string) []byte {
	return append(append(make([]byte, 0, len(head)+len(place)), head...), place...)
}

// Open opens what Seal made for the place. What was never sealed, from before there were keys, comes back as it is.
func (r *Ring) Open(place string, b []byte) ([]byte, error) {
	id, ok := Under(b)
	if !ok {
		return b, nil
	}
	a, err := r.key(id)
	if err != nil {
		return nil, err
	}
	if len(b) < Overhead {
		return nil, ErrDamaged
	}
	nonce, rest := b[headSize:headSize+chacha20poly1305.NonceSizeX], b[headSize+chacha20poly1305.NonceSizeX:]
	plain, err := a.Open(make([]byte, 0, len(rest)), nonce, rest, bound(b[:headSize], place))
	if err != nil {
		return nil, ErrDamaged
	}
	return plain, nil
}

func (r *Ring) key(id ID) (cipher.AEAD, error) {
	r.mu.RLock()
	a := r.keys[id]
	r.mu.RUnlock()
	if a != nil {
		return a, nil
	}
	if err := r.Renew(); err != nil {
		return nil, err
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if a = r.keys[id]; a == nil {
		return nil, fmt.Errorf("data key %d is not in the key file: %w", id, ErrKey)
	}
	return a, nil
}

// SealText is Seal for a column of text; no text stays none.
func (r *Ring) SealText(place, plain string) string {
	if plain == "" {
		return ""
	}
	return textMark + base64.RawStdEncoding.EncodeToString(r.Seal(place, []byte(plain)))
}

// OpenText opens what SealText made.
func (r *Ring) OpenText(place, s string) (string, error) {
	rest, sealed := strings.CutPrefix(s, textMark)
	if !sealed {
		return s, nil
	}
	b, err := base64.RawStdEncoding.DecodeString(rest)
	if err != nil {
		return "", ErrDamaged
	}
	if _, ok := Under(b); !ok {
		return "", ErrDamaged
	}
	plain, err := r.Open(place, b)
	return string(plain), err
}

// Under names the key that bytes were sealed with; ok is false for what is not sealed.
func Under(b []byte) (id ID, ok bool) {
	if len(b) < headSize || string(b[:len(mark)]) != mark {
		return 0, false
	}
	return ID(binary.BigEndian.Uint32(b[len(mark):])), true
}

// UnderText is Under for SealText.
func UnderText(s string) (id ID, ok bool) {
	rest, sealed := strings.CutPrefix(s, textMark)
	if !sealed {
		return 0, false
	}
	head, err := base64.RawStdEncoding.DecodeString(rest[:min(len(rest), 12)])
	if err != nil {
		return 0, false
	}
	return Under(head)
}

// A Part is the key of one stream's personal parts. It follows from the stream's private seed, so that the parts cannot be
// opened any more once the seed is destroyed, and a new data key has only the seed to seal anew.
type Part struct{ a cipher.AEAD }

// PartKey makes the key from a seed.
func PartKey(seed []byte) Part {
	m := hmac.New(sha256.New, seed)
	m.Write([]byte("motcua part key 1\x00"))
	a, err := chacha20poly1305.NewX(m.Sum(nil))
	if err != nil {
		panic(err) // a hash of 32 bytes is a key
	}
	return Part{a}
}

// Seal seals a part for its place.
func (p Part) Seal(place string, plain []byte) []byte {
	out := make([]byte, len(partMark)+chacha20poly1305.NonceSizeX, len(partMark)+chacha20poly1305.NonceSizeX+len(plain)+chacha20poly1305.Overhead)
	copy(out, partMark)
	rand.Read(out[len(partMark):])
	return p.a.Seal(out, out[len(partMark):], plain, []byte(place))
}

// Open opens what Seal made; what was never sealed comes back as it is.
func (p Part) Open(place string, b []byte) ([]byte, error) {
	if !IsPart(b) {
		return b, nil
	}
	if p.a == nil || len(b) < len(partMark)+chacha20poly1305.NonceSizeX {
		return nil, ErrDamaged
	}
	nonce, rest := b[len(partMark):len(partMark)+chacha20poly1305.NonceSizeX], b[len(partMark)+chacha20poly1305.NonceSizeX:]
	plain, err := p.a.Open(make([]byte, 0, len(rest)), nonce, rest, []byte(place))
	if err != nil {
		return nil, ErrDamaged
	}
	return plain, nil
}

// IsPart says whether a part is sealed.
func IsPart(b []byte) bool { return len(b) >= len(partMark) && string(b[:len(partMark)]) == partMark }
