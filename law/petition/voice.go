package petition

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// An Opinion (ý kiến về câu trả lời) is what somebody beside the sender thinks of a published answer.
type Opinion string

// The opinions; "" is none.
const (
	NoOpinion Opinion = ""
	Like      Opinion = "like"    // hài lòng với câu trả lời
	Dislike   Opinion = "dislike" // chưa hài lòng với câu trả lời
)

// Opinions are the opinions in the order of a form.
var Opinions = []Opinion{Like, Dislike}

// KindVoice is the kind of the one event of a voice: what holds from then on.
const KindVoice = "voice.said"

// VoiceStream gives the stream of what one person says of one petition; its identity is a keyed hash of both, so that there is one of
// each, and nobody reads off it who it is.
func VoiceStream(id string) ledger.StreamID { return ledger.StreamID("voice/" + id) }

// A Voice (tôi cũng gặp, ý kiến) is what one person who did not send a published petition says of it.
type Voice struct {
	ID       string
	Version  int64
	Petition ID
	Support  bool // they met with the same
	Opinion  Opinion
}

type voiceHolder struct {
	Petition ID      `json:"petition"`
	Support  bool    `json:"support,omitempty"`
	Opinion  Opinion `json:"opinion,omitempty"`
}

// FoldVoice reads a voice back; without events it says nothing.
func FoldVoice(id string, events []ledger.Event) (*Voice, error) {
	v := &Voice{ID: id}
	for i := range events {
		e := &events[i]
		var h voiceHolder
		if err := json.Unmarshal(e.Holder, &h); err != nil || e.Kind != KindVoice || e.Version != v.Version+1 || v.Petition != "" && v.Petition != h.Petition {
			return nil, fmt.Errorf("%s version %d is no voice: %w", e.Stream, e.Version, err)
		}
		v.Version, v.Petition, v.Support, v.Opinion = e.Version, h.Petition, h.Support, h.Opinion
	}
	return v, nil
}

// Say decides what somebody says of a petition from now on: nothing to write when they said it already.
// choice: only what everybody may read is spoken about, and its sender has acts of their own: to confirm, to reopen, to rate.
func (v *Voice) Say(p *Petition, support bool, o Opinion, now time.Time) ([]ledger.Fact, error) {
	switch {
	case p.Published.IsZero():
		return nil, fault.New(fault.Missing, "petition.missing")
	case o != NoOpinion && !slices.Contains(Opinions, o):
		return nil, fault.New(fault.Invalid, "petition.opinion").At("opinion")
	case v.Support == support && v.Opinion == o:
		return nil, nil
	}
	h := voiceHolder{Petition: p.ID, Support: support, Opinion: o}
	return []ledger.Fact{{Kind: KindVoice, Class: ledger.Ordinary, At: now, Actor: "anyone", Holder: encode(h)}}, nil
}
