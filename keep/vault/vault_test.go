package vault

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func key(n byte) []byte { return bytes.Repeat([]byte{n}, KeySize) }

func TestWhatIsSealedOpensInItsPlaceAlone(t *testing.T) {
	t.Parallel()
	r, err := New(Keys{1: key(1)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := r.Seal("drafts/a", []byte("Nguyễn Văn Minh"))
	if bytes.Contains(b, []byte("Minh")) {
		t.Error("it is readable")
	}
	if got, err := r.Open("drafts/a", b); err != nil || string(got) != "Nguyễn Văn Minh" {
		t.Errorf("Open = %q, %v", got, err)
	}
	if _, err := r.Open("drafts/b", b); !errors.Is(err, ErrDamaged) {
		t.Errorf("elsewhere: %v", err)
	}
	for i := range b {
		c := bytes.Clone(b)
		c[i] ^= 1
		if got, err := r.Open("drafts/a", c); err == nil && string(got) == "Nguyễn Văn Minh" {
			t.Errorf("byte %d was changed, and it opened", i)
		}
	}
	if again := r.Seal("drafts/a", []byte("Nguyễn Văn Minh")); bytes.Equal(again, b) {
		t.Error("sealing twice gives the same bytes: who looks sees what is equal")
	}
	if got, err := r.Open("drafts/a", []byte(`{"plain":1}`)); err != nil || string(got) != `{"plain":1}` {
		t.Errorf("what was never sealed: %q, %v", got, err)
	}
}

func TestAKeyThatWasDrawnSinceIsFetched(t *testing.T) {
	t.Parallel()
	keys := Keys{1: key(1)}
	old, err := New(keys, func() (Keys, error) { return Keys{1: key(1), 2: key(2)}, nil })
	if err != nil {
		t.Fatal(err)
	}
	newer, err := New(Keys{1: key(1), 2: key(2)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := newer.SealText("x", "0912 345 678")
	if got, err := old.OpenText("x", s); err != nil || got != "0912 345 678" {
		t.Errorf("OpenText = %q, %v", got, err)
	}
	if old.Newest() != 2 {
		t.Errorf("what is new is sealed under %d", old.Newest())
	}
	alone, err := New(Keys{1: key(1)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := alone.OpenText("x", s); !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), "2") {
		t.Errorf("without the key: %v, want its name and where to find it", err)
	}
	if id, ok := UnderText(s); !ok || id != 2 {
		t.Errorf("UnderText = %d, %v", id, ok)
	}
	if alone.SealText("x", "") != "" {
		t.Error("no text is sealed")
	}
}

func TestAPartOpensWithItsSeedAlone(t *testing.T) {
	t.Parallel()
	b := PartKey(key(1)).Seal("s/1", []byte("tên"))
	if got, err := PartKey(key(1)).Open("s/1", b); err != nil || string(got) != "tên" {
		t.Errorf("Open = %q, %v", got, err)
	}
	for what, err := range map[string]error{
		"another seed":  second(PartKey(key(2)).Open("s/1", b)),
		"another place": second(PartKey(key(1)).Open("s/2", b)),
		"no seed":       second(Part{}.Open("s/1", b)),
		"cut":           second(PartKey(key(1)).Open("s/1", b[:20])),
	} {
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second(_ []byte, err error) error { return err }
