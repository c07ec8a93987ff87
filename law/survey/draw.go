package survey

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// A Member (phần tử tổng thể) is one matter about which somebody may be asked, under a mark that tells nobody which, in its stratum.
type Member struct{ ID, Stratum string }

// A Sampling (phương án chọn mẫu) says how many are drawn: of all together, or of each stratum.
type Sampling struct {
	Stratified bool           `json:"stratified,omitempty"`
	Size       int            `json:"size"` // of all, or of each stratum that Sizes does not name
	Sizes      map[string]int `json:"sizes,omitempty"`
	Seed       string         `json:"seed"`
}

// Method names how Draw draws; it stands with every campaign. Of a campaign of before, with the first method, the list of members
// was not kept: its members were the dossiers themselves, and no seal stood in its seed.
const Method, firstMethod = "sha256-order/2", "sha256-order/1"

// Plan is the sampling with the seed that numbers are made of: what was typed, a dot, and the seal of the members.
// choice: whoever types the seed cannot know the seal, so that no seed can be tried out beforehand.
func (c *Campaign) Plan() Sampling {
	p := c.Sampling
	if c.Seal != "" {
		p.Seed += "." + c.Seal
	}
	return p
}

// Redrawable says whether the members of a campaign were kept, so that it can be drawn again.
func (c *Campaign) Redrawable() bool { return c.Method != firstMethod }

// Draw takes a simple random sample without replacement, of all or of each stratum: every member gets the number
// SHA-256(seed, 0, identity), and those with the smallest numbers are drawn. Whoever has the seed and the members draws the same ones,
// in whatever order the members are given.
//
// E. Ohlsson, "Coordination of samples using permanent random numbers", in Business Survey Methods (Wiley 1995) 153–169: with
// independent uniform numbers, the n smallest are a simple random sample.
func Draw(members []Member, s Sampling) []Member {
	by := map[string]*lot{}
	text := []byte(s.Seed + "\x00")
	for _, m := range members {
		key := ""
		if s.Stratified {
			key = m.Stratum
		}
		if by[key] == nil {
			size, own := s.Sizes[key]
			if !own || !s.Stratified {
				size = s.Size
			}
			by[key] = &lot{size: max(size, 0)}
		}
		by[key].take(numbered{m, sha256.Sum256(append(text[:len(s.Seed)+1], m.ID...))})
	}
	var out []Member
	for _, l := range by {
		l.cut()
		for _, m := range l.held {
			out = append(out, m.Member)
		}
	}
	slices.SortFunc(out, func(a, b Member) int { return strings.Compare(a.ID, b.ID) })
	return out
}

type numbered struct {
	Member
	n [sha256.Size]byte
}

func (a *numbered) compare(b *numbered) int {
	return cmp.Or(bytes.Compare(a.n[:], b.n[:]), strings.Compare(a.ID, b.ID))
}

// A lot holds those with the smallest numbers. Of a large population it keeps a few times its size, so that nobody sorts them all.
type lot struct {
	size int
	held []numbered
	full bool // held was cut to size once: its last then was the largest that may still be drawn
	last numbered
}

func (l *lot) take(m numbered) {
	if l.full && l.last.compare(&m) <= 0 {
		return
	}
	if l.held = append(l.held, m); len(l.held) > 4*l.size+64 {
		l.cut()
	}
}

func (l *lot) cut() {
	slices.SortFunc(l.held, func(a, b numbered) int { return a.compare(&b) })
	if len(l.held) > l.size {
		l.held = l.held[:l.size]
	}
	if l.size > 0 && len(l.held) == l.size {
		l.full, l.last = true, l.held[l.size-1]
	}
}

// Number is the number by which a member is drawn.
func (s *Sampling) Number(id string) [sha256.Size]byte {
	return sha256.Sum256([]byte(s.Seed + "\x00" + id))
}

// WriteFrame writes members as they are hashed and kept: a line each, in the order of their identities.
func WriteFrame(members []Member) []string {
	all := slices.Clone(members)
	slices.SortFunc(all, func(a, b Member) int { return strings.Compare(a.ID, b.ID) })
	out := make([]string, len(all))
	for i, m := range all {
		out[i] = m.ID + "\t" + m.Stratum + "\n"
	}
	return out
}

// ReadFrame reads lines of WriteFrame that stand together.
func ReadFrame(s string) (out []Member, err error) {
	for line := range strings.Lines(s) {
		id, stratum, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || id == "" {
			return nil, fmt.Errorf("member %d of a survey cannot be read: %q", len(out)+1, line)
		}
		out = append(out, Member{id, stratum})
	}
	return out, nil
}

// FrameDigest is the hash of all members: it shows afterwards from whom a sample was drawn.
func FrameDigest(members []Member) string { return FrameOf(members).Digest }

// A Frame is all members as they are kept and sealed. It is made before the write that seals it: sorting and hashing hold nobody up.
type Frame struct {
	Members []Member
	Lines   []string
	Digest  string
}

// FrameOf sorts and hashes members.
func FrameOf(members []Member) Frame {
	f, h := Frame{Members: members, Lines: WriteFrame(members)}, sha256.New()
	for _, line := range f.Lines {
		h.Write([]byte(line))
	}
	f.Digest = hex.EncodeToString(h.Sum(nil))
	return f
}
