// Package notice says what applicants are told (thông báo), when, and in which words over which channel: a change of a
// dossier's state, at once, and on weak channels nothing that a stranger may not read. The words are the city's own; they
// are judged when they are brought in.
package notice

import (
	"slices"
	"time"

	"motcua/law/dossier"
	"motcua/law/survey"
)

// A Channel is a way to a person.
type Channel string

// The channels. Weak ones can be read by others on the way or on a locked screen.
const (
	App  Channel = "app"  // the person's own list, behind sign-in
	Mail Channel = "mail" // e-mail
	SMS  Channel = "sms"  // weak
	Chat Channel = "chat" // weak: a message in a chat program, by telephone number
)

// Outside are the channels that leave the house.
var Outside = []Channel{Mail, SMS, Chat}

// Weak says whether strangers may read the channel: only code, state, next thing to do and a telephone number go over it.
func (c Channel) Weak() bool { return c == SMS || c == Chat }

// Disturbs says whether the channel is held back in quiet hours.
// choice: a telephone that rings at night disturbs; mail and lists wait by themselves.
func (c Channel) Disturbs() bool { return c == SMS }

// A Kind is what is told; it is named after the act or the state.
type Kind string

// Kinds are all kinds, in the order of a dossier's way.
var Kinds = []Kind{
	"filed", "received", "declined", "processing", "asked", "insisted", "accepted", "paying", "withdrawn", "retained", "stopped", "refused",
	"replaced", "apologised", "apologised-late", "redated", "completed", "handed-over", "amended", "reissued", "reprinted",
	DataAnswered,
}

// DataAnswered tells somebody that what they asked about their own data was answered; it is no change of a dossier.
const DataAnswered Kind = "data-answered"

// DataPhone gives whoever asks about their data a code that holds once, to show that a telephone is theirs. A book of before has no words
// for it, and then nobody shows it so.
const DataPhone Kind = "data-phone"

// Once says whether a code stands in the words of a kind that opens something for some minutes.
func (k Kind) Once() bool { return k == PetitionCheck || k == DataPhone }

// Invited asks somebody who was drawn for a survey. A book of before has no words for it, and then nobody is told outside.
const Invited Kind = "invited"

// RatingKinds tell whoever rated a dossier badly what came of it. A book of before has no words for them, and then they read it on
// the page of their rating alone.
var RatingKinds = []Kind{RatingAnswered, RatingClosed}

// The notices to whoever rated: they were answered; it was followed up, and is it settled?
const (
	RatingAnswered Kind = "rating-answered"
	RatingClosed   Kind = "rating-closed"
)

// AboutRating says whether a notice shows that somebody rated a dossier badly.
func (k Kind) AboutRating() bool { return slices.Contains(RatingKinds, k) }

// OfRating is what an event of a rating tells whoever gave it, "" for nothing.
func OfRating(event string) Kind {
	switch event {
	case survey.KindAnswered:
		return RatingAnswered
	case survey.KindClosed:
		return RatingClosed
	}
	return ""
}

// byEvent are the kinds that an event has of its own.
var byEvent = map[string]Kind{
	dossier.KindFiled: "filed", dossier.KindReceived: "received", dossier.KindDeclined: "declined", dossier.KindAsked: "asked",
	dossier.KindInsisted: "insisted", dossier.KindAccepted: "accepted", dossier.KindWithdrawn: "withdrawn", dossier.KindGranted: "stopped",
	dossier.KindRetained: "retained", dossier.KindStopped: "stopped", dossier.KindReplaced: "replaced", dossier.KindRedated: "redated",
	dossier.KindCompleted: "completed", dossier.KindHandedOver: "handed-over", dossier.KindAmended: "amended",
	dossier.KindReissued: "reissued", dossier.KindReprinted: "reprinted",
}

// byState are the kinds of a state that a step of the process leads to.
var byState = map[dossier.State]Kind{dossier.Processing: "processing", dossier.Paying: "paying", dossier.Stopped: "refused"}

// Of says what an event tells the applicant: each change of state has at least one kind. late is for an apology that came
// too late to move the date.
// law: nd224-2026/15.1g
func Of(event string, was, now dossier.State, late bool) []Kind {
	var out []Kind
	k, own := byEvent[event]
	switch {
	case own:
		out = append(out, k)
	case event == dossier.KindApologised && late:
		out = append(out, "apologised-late")
	case event == dossier.KindApologised:
		out = append(out, "apologised")
	case was != now && byState[now] != "":
		out = append(out, byState[now])
	}
	if now == dossier.Paying && was != now && !slices.Contains(out, "paying") {
		out = append(out, "paying") // received or accepted, and there is something to pay
	}
	return out
}

// Facts are what the words of a notice are filled with.
type Facts struct {
	Code       string // the dossier's code, or its number where it was filed
	Due        time.Time
	Until      time.Time // when something is to be done by then
	Invitation string    // to a survey, "" for none
	Procedure  string    // its name; never on weak channels
	Unit       string    // who has it; never on weak channels
	Link       string    // never on weak channels
	Rate       string    // the link to the question how it went; in no list
	Phone      string
	Once       string // code that holds once, see PetitionCheck
}

// Longest is how long each value may be on a weak channel, in characters.
var Longest = map[string]int{"code": 30, "due": 16, "until": 16, "phone": 15, "once": 6}

// SMSMost is the length of one short message, and SMSAsked of one that brings the link to the question: two parts, which telephones
// put together.
// choice: what is told stays whole before the link; leaving out the number to call would save a part and lose whoever got nothing.
const (
	SMSMost  = 160
	SMSAsked = 2 * 153
)

// fits says whether the values are no longer than they were judged with.
func (f Facts) fits() bool {
	return len(f.Code) <= Longest["code"] && len(f.Phone) <= Longest["phone"] && len(f.Once) <= Longest["once"]
}
