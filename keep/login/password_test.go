package login

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// The encoded password of the reference implementation's own test for "password" with salt "somesalt"
// (P-H-C/phc-winner-argon2, src/test.c, argon2id, t=2, m=2^8).
const reference = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"

func TestVerifyAcceptsTheReferenceImplementation(t *testing.T) {
	t.Parallel()
	h := NewHasher(Light, 2)
	for password, want := range map[string]bool{"password": true, "Password": false, "": false, "password ": false} {
		if got, err := h.Verify(t.Context(), reference, password); err != nil || got != want {
			t.Errorf("Verify(%q) = %v, %v, want %v", password, got, err, want)
		}
	}
}

func TestHashSaltsAndCarriesItsCost(t *testing.T) {
	t.Parallel()
	h := NewHasher(Light, 2)
	a, err := h.Hash(t.Context(), "một câu dài dễ nhớ")
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.Hash(t.Context(), "một câu dài dễ nhớ")
	if err != nil {
		t.Fatal(err)
	}
	if a == b {
		t.Error("two hashes of one password are equal: the salt is missing")
	}
	if !strings.HasPrefix(a, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("encoded password %q does not carry its cost", a)
	}
	if h.NeedsRehash(a) {
		t.Error("a password at the hasher's own cost needs no rehash")
	}
	if dear := NewHasher(Full, 1); !dear.NeedsRehash(a) || !h.NeedsRehash(reference) || !h.NeedsRehash("plain") {
		t.Error("another cost, another salt length and an unreadable password need a rehash")
	}
}

func TestComposedAndDecomposedLettersAreOnePassword(t *testing.T) {
	t.Parallel()
	h := NewHasher(Light, 2)
	enc, err := h.Hash(t.Context(), "Vi\u1ec7t Nam") // ệ in one code point
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := h.Verify(t.Context(), enc, "Vie\u0323\u0302t Nam"); err != nil || !ok {
		t.Errorf("the same word typed in three code points: %v, %v, want true", ok, err)
	}
}

func TestTamperedEncodingIsAnErrorNotAWrongPassword(t *testing.T) {
	t.Parallel()
	h := NewHasher(Light, 2)
	for _, enc := range []string{
		"",
		"plain",
		strings.Replace(reference, "argon2id", "argon2i", 1),
		strings.Replace(reference, "v=19", "v=16", 1),
		strings.Replace(reference, "m=256", "m=4294967295", 1),
		strings.Replace(reference, "m=256", "m=99999999999", 1),
		strings.Replace(reference, "m=256", "m=7", 1),
		strings.Replace(reference, "t=2", "t=0", 1),
		strings.Replace(reference, "t=2", "t=1000000", 1),
		strings.Replace(reference, "p=1", "p=0", 1),
		strings.Replace(reference, "p=1", "p=1x", 1),
		strings.Replace(reference, "p=1", "p=01", 1),
		strings.Replace(reference, "c29tZXNhbHQ", "c29t", 1),
		strings.Replace(reference, "c29tZXNhbHQ", "****", 1),
		reference[:len(reference)-30],
		reference + "$",
	} {
		if ok, err := h.Verify(t.Context(), enc, "password"); ok || !errors.Is(err, ErrEncoding) {
			t.Errorf("Verify with %q = %v, %v, want ErrEncoding", enc, ok, err)
		}
	}
}

func TestWhoeverLeavesTheLineComputesNothing(t *testing.T) {
	t.Parallel()
	h := NewHasher(Light, 1)
	h.slots <- struct{}{} // somebody is computing and does not finish
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if _, err := h.Hash(ctx, "một câu dài"); !errors.Is(err, context.Canceled) {
		t.Errorf("Hash in a full line = %v, want the end of its context", err)
	}
	if err := h.VerifyNobody(ctx, "một câu dài"); !errors.Is(err, context.Canceled) {
		t.Errorf("VerifyNobody in a full line = %v, want the end of its context", err)
	}
	<-h.slots
	if err := h.VerifyNobody(t.Context(), "một câu dài"); err != nil {
		t.Errorf("VerifyNobody with a free slot = %v", err)
	}
}

func FuzzDecodeStoredPassword(f *testing.F) {
	f.Add(reference)
	f.Add("$argon2id$v=19$m=64,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, enc string) {
		c, salt, key, err := decode(enc)
		if err != nil {
			return
		}
		if got := encode(c, salt, key); got != enc {
			t.Errorf("decode took %q, which is written %q", enc, got)
		}
	})
}
