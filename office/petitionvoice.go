package office

import (
	"context"
	"fmt"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/words/ledger"
)

// A Say is what somebody says of a published petition; what is nil stays as it was.
type Say struct {
	Support *bool
	Opinion *petition.Opinion
}

// voiceID is the identity of what a person says of a petition: there is one of each.
func (o *Office) voiceID(id petition.ID, who Who) string {
	return o.keyed("voice", string(id)+"/"+who.Key)
}

// SpeakOnPetition lets somebody with an account say of a published petition that they met with the same (tôi cũng gặp), and what they
// think of the answer. Who it was stands nowhere.
// choice: a browser is thrown away and begun again, and one network address is a whole house: only an account whose holder is known
// is one person, so only accounts of people are counted. A business is spoken for by its owner, who has an account too.
func (o *Office) SpeakOnPetition(ctx context.Context, who Who, cmd Command, code string, say Say) error {
	hash, err := requestHash("speak-petition", code, say)
	if err != nil {
		return err
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		if err := access.May(who, "speak-petition", access.Object{Org: w.Org, At: tx.Now()}); err != nil {
			return err
		}
		if !onePerson(who) {
			return fault.New(fault.Refused, "petition.voice-unknown").NoRight()
		}
		row, ok, err := tx.PetitionByCode(ctx, petition.ReadCode(code))
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Missing, "petition.missing")
		}
		id := o.voiceID(petition.ID(row.ID), who)
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		return o.speak(ctx, tx, who, petition.ID(row.ID), id, say)
	})
	if err != nil {
		return fmt.Errorf("speak on petition %s: %w", code, err)
	}
	return nil
}

// speak appends what is said to the stream of the person and the petition.
func (o *Office) speak(ctx context.Context, tx *store.Tx, who Who, of petition.ID, id string, say Say) error {
	p, err := o.foldPetition(ctx, tx, of)
	if err != nil {
		return err
	}
	if !p.Published.IsZero() && o.isSender(who, p, "") {
		return fault.New(fault.Refused, "petition.voice-own")
	}
	evs, err := tx.Events(ctx, petition.VoiceStream(id))
	if err != nil {
		return err
	}
	v, err := petition.FoldVoice(id, evs)
	if err != nil {
		return err
	}
	support, opinion := v.Support, v.Opinion
	if say.Support != nil {
		support = *say.Support
	}
	if say.Opinion != nil {
		opinion = *say.Opinion
	}
	facts, err := v.Say(p, support, opinion, tx.Now())
	if err != nil || len(facts) == 0 {
		return err
	}
	more, err := tx.Append(petition.VoiceStream(id), v.Version, facts)
	if err != nil {
		return err
	}
	if v, err = petition.FoldVoice(id, append(evs[:len(evs):len(evs)], more...)); err != nil {
		return err
	}
	return tx.PutVoice(voiceRow(v))
}

func voiceRow(v *petition.Voice) store.VoiceRow {
	return store.VoiceRow{ID: v.ID, Petition: string(v.Petition), Support: v.Support, Opinion: string(v.Opinion), Version: v.Version}
}

// onePerson says whether somebody signed in is a person whose number is known, and no business.
func onePerson(who Who) bool {
	_, err := vn.ParsePersonalID(who.Number)
	return who.Key != "" && err == nil
}

// OwnVoice is what the reader said of a published petition; ok is false for whoever cannot say anything of it.
func (r *Reader) OwnVoice(code string) (v store.VoiceRow, ok bool, err error) {
	if access.May(r.who, "speak-petition", access.Object{Org: r.w.Org, At: r.now}) != nil || !onePerson(r.who) {
		return v, false, nil
	}
	row, found, err := r.db.PetitionByCode(r.ctx, petition.ReadCode(code))
	if err != nil || !found || row.Published.IsZero() || row.Person != "" && row.Person == r.who.Key {
		return v, false, err
	}
	v, _, err = r.db.Voice(r.ctx, r.o.voiceID(petition.ID(row.ID), r.who))
	return v, err == nil, err
}

// checkVoices compares the lines of voices with their events.
func (o *Office) checkVoices(ctx context.Context, rep *CheckReport) error {
	r := o.db.Read()
	return checkRows(ctx, r, "voice", rep, folded(ctx, r, func(id string, evs []ledger.Event) (store.VoiceRow, error) {
		v, err := petition.FoldVoice(id, evs)
		if err != nil {
			return store.VoiceRow{}, err
		}
		return voiceRow(v), nil
	}), r.Voice)
}
