package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// The first bytes of everything that is hashed, so that no hash of one sort can be passed off as another.
const (
	eventTag  = "motcua event 1\x00"
	commitTag = "motcua commitment 1\x00"
	sealTag   = "motcua seal 1\x00"
)

// Encode gives the canonical bytes of an event: every field that may never change, in a fixed order, each
// text with its length before it (4 bytes, big end first), each number in 8 bytes. Two different events never
// give the same bytes.
//
// Seq is left out, for it is the engine's own number and differs after a restore from an export. Private is
// left out, for it may be erased; Commitment stands for it.
func Encode(e *Event) []byte {
	n := len(eventTag) + len(e.Stream) + len(e.Kind) + len(e.Class) + len(e.Actor) + len(e.Unit) +
		len(e.Command) + len(e.Holder) + len(e.Commitment)
	return appendEvent(make([]byte, 0, n+8*3+4*8), e)
}

func appendEvent(b []byte, e *Event) []byte {
	b = append(b, eventTag...)
	b = appendText(b, string(e.Stream))
	b = binary.BigEndian.AppendUint64(b, uint64(e.Version))
	b = appendText(b, e.Kind)
	b = appendText(b, string(e.Class))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At.UnixMicro()))
	b = binary.BigEndian.AppendUint64(b, uint64(e.RecordedAt.UnixMicro()))
	b = appendText(b, e.Actor)
	b = appendText(b, e.Unit)
	b = appendText(b, e.Command)
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Holder)))
	b = append(b, e.Holder...)
	return append(b, e.Commitment[:]...)
}

func appendText(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
	return append(b, s...)
}

// Commit binds the part of version that may be erased, without giving it away: once seed is destroyed nobody
// can find the part again by trying values. The same function serves the holder's part under the holder's seed.
func Commit(seed [32]byte, version int64, private []byte) [32]byte {
	m := hmac.New(sha256.New, seed[:])
	var head [len(commitTag) + 8]byte
	copy(head[:], commitTag)
	binary.BigEndian.PutUint64(head[len(commitTag):], uint64(version))
	m.Write(head[:])
	m.Write(private)
	return [32]byte(m.Sum(nil))
}

// Chain gives the head of the stream after e: a hash over the head before it and the canonical bytes of e.
// The head before the first event is all zeros.
func Chain(prev [32]byte, e *Event) [32]byte {
	n := len(prev) + len(eventTag) + len(e.Stream) + len(e.Kind) + len(e.Class) + len(e.Actor) + len(e.Unit) +
		len(e.Command) + len(e.Holder) + len(e.Commitment)
	b := make([]byte, 0, n+8*3+4*8)
	b = append(b, prev[:]...)
	return sha256.Sum256(appendEvent(b, e))
}

// Seal gives the keyed mark of a head: whoever can write the database but has not the key cannot make it.
func Seal(key []byte, head [32]byte) [32]byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(sealTag))
	m.Write(head[:])
	return [32]byte(m.Sum(nil))
}

// ErrBroken is wrapped by every error that Verify gives: the event, or one before it, is not what was written.
var ErrBroken = errors.New("the chain is broken")

// Verify checks that e follows prev and was sealed with key. A Head that is filled in must be the right one.
// It does not look at Private; compare Commit with Commitment for that.
func Verify(key []byte, prev [32]byte, e *Event) error {
	head := Chain(prev, e)
	if e.Head != ([32]byte{}) && e.Head != head {
		return fmt.Errorf("%s version %d: the head is not the hash of the event: %w", e.Stream, e.Version, ErrBroken)
	}
	want := Seal(key, head)
	if !hmac.Equal(want[:], e.MAC[:]) {
		return fmt.Errorf("%s version %d: the seal does not fit: %w", e.Stream, e.Version, ErrBroken)
	}
	return nil
}

// LeafHash is the hash of a leaf of the public log.
//
// choice: the tree of RFC 9162 section 2.1.1 (and 6962), so that witnesses' own tools read our log.
func LeafHash(leaf []byte) [32]byte {
	return sha256.Sum256(append([]byte{0}, leaf...))
}

// NodeHash is the hash of an inner node of the public log over its two children.
func NodeHash(left, right [32]byte) [32]byte {
	var b [65]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[33:], right[:])
	return sha256.Sum256(b[:])
}
