// Package login has what signing in (đăng nhập) needs besides memory: passwords at rest, random tokens,
// the wait after wrong attempts and the rules of a good password. Accounts and sessions are kept by keep/store.
package login

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Cost is how much work one guess at a password costs. It is written into every encoded password, so it may
// change at any time: old passwords keep their own cost until NeedsRehash renews them.
type Cost struct {
	Memory  uint32 // KiB of memory for one computation
	Time    uint32 // passes over the memory
	Threads uint8  // lanes; more than one helps only where cores are idle
}

var (
	// Full is the cost for real people. Source: OWASP Password Storage Cheat Sheet, argon2id, 19 MiB, two passes, one lane.
	Full = Cost{Memory: 19 * 1024, Time: 2, Threads: 1}
	// Light is for tests and demonstrations, where a hundred people sign in on two cores. It protects nothing.
	Light = Cost{Memory: 64, Time: 1, Threads: 1}
)

// Lengths of salt and key in bytes. Source: RFC 9106, 3.1 and 4.
const (
	saltLen = 16
	keyLen  = 32
)

// Bounds on what Verify is ready to compute, so that a tampered row cannot eat the machine.
const (
	mostMemory  = 1 << 20 // KiB, that is 1 GiB
	mostTime    = 64
	mostThreads = 16
	mostKey     = 128 // bytes
)

// ErrEncoding means that a stored password is not in the form that Hash writes. It says nothing about what was typed.
var ErrEncoding = errors.New("stored password is not argon2id in PHC form")

// A Hasher computes with passwords, only so many at once: each computation takes Cost.Memory, and a crowd at the
// door must wait in line rather than take all memory. It may be used by many goroutines.
type Hasher struct {
	cost  Cost
	slots chan struct{}
}

// NewHasher makes a Hasher whose new passwords have the given cost; at most atOnce (at least one) computations run together.
func NewHasher(cost Cost, atOnce int) *Hasher {
	return &Hasher{cost: cost, slots: make(chan struct{}, max(atOnce, 1))}
}

// Hash encodes a password with a new random salt in PHC form, "$argon2id$v=19$m=…,t=…,p=…$salt$key".
// Vietnamese keyboards write the same letter in one code point or in three, so the password is composed (NFC) first.
// The error is ctx's, when it ends while waiting in line.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // never fails: crypto/rand ends the program rather than give weak bytes
	key, err := h.derive(ctx, password, salt, h.cost, keyLen)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return encode(h.cost, salt, key), nil
}

// Verify says whether password is the one that encoded was made of. The comparison takes the same time wherever they differ.
// The error is ErrEncoding, or ctx's while waiting in line.
func (h *Hasher) Verify(ctx context.Context, encoded, password string) (bool, error) {
	cost, salt, want, err := decode(encoded)
	if err != nil {
		return false, fmt.Errorf("verify a password: %w", err)
	}
	got, err := h.derive(ctx, password, salt, cost, uint32(len(want)))
	if err != nil {
		return false, fmt.Errorf("verify a password: %w", err)
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// VerifyNobody does the work of Verify for an account that does not exist, so that the time of the answer does not
// tell which accounts exist. The error is ctx's, while waiting in line.
func (h *Hasher) VerifyNobody(ctx context.Context, password string) error {
	if _, err := h.derive(ctx, password, make([]byte, saltLen), h.cost, keyLen); err != nil {
		return fmt.Errorf("verify a password of nobody: %w", err)
	}
	return nil
}

// NeedsRehash says whether encoded was made at another cost than h's, or cannot be read.
// Ask after Verify said yes: only then is the password at hand to hash it anew.
func (h *Hasher) NeedsRehash(encoded string) bool {
	cost, salt, key, err := decode(encoded)
	return err != nil || cost != h.cost || len(salt) != saltLen || len(key) != keyLen
}

// derive waits for a free slot and computes the key.
func (h *Hasher) derive(ctx context.Context, password string, salt []byte, c Cost, n uint32) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.Time, c.Memory, c.Threads, n), nil
}

func encode(c Cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Time, c.Threads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

func decode(encoded string) (c Cost, salt, key []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, ErrEncoding
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Time, &c.Threads); err != nil ||
		parts[3] != fmt.Sprintf("m=%d,t=%d,p=%d", c.Memory, c.Time, c.Threads) {
		return c, nil, nil, ErrEncoding
	}
	if c.Time < 1 || c.Time > mostTime || c.Threads < 1 || c.Threads > mostThreads ||
		c.Memory < 8*uint32(c.Threads) || c.Memory > mostMemory {
		return c, nil, nil, ErrEncoding
	}
	salt, errSalt := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	key, errKey := base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if errSalt != nil || errKey != nil || len(salt) < 8 || len(key) < 16 || len(key) > mostKey {
		return c, nil, nil, ErrEncoding
	}
	return c, salt, key, nil
}
