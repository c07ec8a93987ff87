package dossier

import "slices"

// deciding are the acts for which a colleague's note may be a reason to wait.
var deciding = []Act{ActApprove, ActRefuse, ActReturn, ActDecline}

// onOneTask are the events that concern one piece of work and nobody else's, as long as the dossier stays in its state.
var onOneTask = []string{KindClaimed, KindAssigned, KindFinished, KindApproved, KindIssued, KindConfirmed, KindSentBack, KindSent}

// Overtaken says whether something that matters to an act happened after the version that its actor saw.
// choice: a note hangs on whatever is there, and so is never late. What an officer does on one piece of work does not
// depend on notes, on further codes, or on how a colleague gets on with another piece beside it, unless the dossier came
// into another state by it; only who decides reads every note first. Everything else (persons, papers, requests, new
// dates, the same piece of work) has to be looked at too. Whatever this says, events are appended only to the version
// that was judged.
func (d *Dossier) Overtaken(seen int64, a Act, token int) bool {
	if seen == d.Version {
		return false
	}
	if seen <= 0 || seen > d.Version || int64(len(d.History)) != d.Version {
		return true
	}
	if a == ActNote {
		return false
	}
	before := d.History[seen-1].State
	return slices.ContainsFunc(d.History[seen:], func(s Step) bool {
		switch s.Kind {
		case KindReminded, KindLinked, KindExchanged, KindReassigned:
			return false
		case KindNoted:
			return slices.Contains(deciding, a)
		}
		beside := token != 0 && s.Token != token && slices.Contains(onOneTask, s.Kind) && s.State == before
		return !beside
	})
}
