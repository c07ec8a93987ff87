package office

import (
	"fmt"
	"time"

	"motcua/keep/letter"
	"motcua/law/access"
	"motcua/words/org"
)

// MaySettings says whether the reader may open the settings.
func (r *Reader) MaySettings() error { return access.May(r.who, "read-settings", access.Object{}) }

// MayAdminister says whether the reader may change the organisation.
func (r *Reader) MayAdminister() error { return access.May(r.who, "administer", access.Object{}) }

// An AccountLine is an officer's account as administrators see it: never with a password or its hash.
type AccountLine struct {
	Username string
	Name     string
	Email    string       // at work, "" for none
	Posts    []PostChoice // of today; none: the account opens nothing
	Created  time.Time
	SignedIn time.Time // the newest session that is still kept; zero: none
	Failures int       // wrong passwords in a row
	Made     bool      // a made-up person of the demonstration
	Open     bool      // there is an account; else only somebody who could have one
}

// Accounts lists officers' accounts for administrators, with the people who hold a post today and have none, and how many
// accounts citizens and businesses have: those are apart, and nobody lists them.
func (r *Reader) Accounts() (officers []AccountLine, others int, err error) {
	if err := access.May(r.who, "administer", access.Object{}); err != nil {
		return nil, 0, err
	}
	rows, err := r.db.Accounts(r.ctx, "")
	if err != nil {
		return nil, 0, err
	}
	seen, err := r.db.SignedIn(r.ctx)
	if err != nil {
		return nil, 0, err
	}
	have := map[string]bool{}
	for _, a := range rows {
		if a.Kind != "officer" {
			others++
			continue
		}
		line := AccountLine{
			Username: a.Username, Name: a.Name, Posts: r.w.postsOf(a.Person, r.now), Created: a.Created, SignedIn: seen[a.ID], Failures: a.Failures,
			Open: true,
		}
		have[a.Person] = true
		if p := r.w.Org.Person(org.PersonID(a.Person)); p != nil {
			line.Made, line.Email = p.Synthetic, p.Email
		}
		officers = append(officers, line)
	}
	for _, p := range r.w.Org.People() {
		if posts := r.w.postsOf(string(p.ID), r.now); p.Username != "" && len(posts) > 0 && !have[string(p.ID)] {
			officers = append(officers, AccountLine{Username: p.Username, Name: p.Name, Posts: posts, Made: p.Synthetic, Email: p.Email})
		}
	}
	return officers, others, nil
}

// SystemFacts are what the office knows of itself.
type SystemFacts struct {
	Engine  string // "sqlite" or "postgres"
	Events  int64  // placed in order
	Counted int64  // of these, in the figures
	Parked  int    // streams that a follower could not digest
	Failed  int    // jobs that gave up
	Refused int    // messages from outside that were not taken
	Letters string // version of the letters' templates
	Demo    bool
	Base    string
	Units   int // of today
	People  int
}

// mostShown is the most that a count of things gone wrong says; more than that is "so many or more".
const mostShown = 1000

// System gives the facts of the system to those who may open the settings.
func (r *Reader) System() (SystemFacts, error) {
	f := SystemFacts{
		Engine: r.o.db.Engine(), Letters: letter.TemplateVersion, Demo: r.o.cfg.Demo, Base: r.o.cfg.Base,
		Units: len(r.w.Org.Units(r.now)), People: len(r.w.Org.People()),
	}
	if err := r.MaySettings(); err != nil {
		return SystemFacts{}, err
	}
	var err error
	if f.Counted, f.Events, err = r.db.Cursor(r.ctx, followTally); err != nil {
		return f, err
	}
	parked, err := r.db.Parked(r.ctx, "")
	if err != nil {
		return f, err
	}
	failed, err := r.db.Jobs(r.ctx, "failed", mostShown)
	if err != nil {
		return f, err
	}
	refused, err := r.db.Inbox(r.ctx, "refused", mostShown)
	if err != nil {
		return f, fmt.Errorf("count refused messages: %w", err)
	}
	f.Parked, f.Failed, f.Refused = len(parked), len(failed), len(refused)
	return f, nil
}
