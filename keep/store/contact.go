package store

import (
	"context"
	"fmt"
	"time"
)

// A ContactRow is a conversation of the care desk (lượt liên hệ) as lists know it. Nothing personal stands in it.
type ContactRow struct {
	N        int64 // of its first event; newer contacts have more
	ID       string
	Code     string
	Channel  string
	System   string
	State    string
	Open     bool
	Unit     string // that has it now
	Agent    string
	Person   string // key of the account, "" for none known
	Handle   string // keyed hash of telephone or mail
	Outcome  string
	Began    time.Time
	Waits    time.Time // since when the citizen waits for an answer; zero: not
	Answered time.Time // first answer
	Closed   time.Time
	Due      time.Time // of the unit that it was handed to; zero: no such clock runs
	Promised time.Time // next call that is owed; zero: none
	Reopened int
	Calls    int
	Talk     int64  // seconds of all calls
	Search   string // keyed hashes of words and of their beginnings
	Version  int64
	Updated  time.Time
	Caller   string // officer whose call runs in it
}

// A ContactPromise is a call that was promised.
type ContactPromise struct {
	Contact string
	Version int64
	Officer string
	Made    time.Time
	Due     time.Time
	Tried   int
	Outcome string
	Ended   time.Time // zero: still owed
	Broken  bool      // nobody called in time
}

// ContactParts are what stands beside a contact's row. Each list is the whole of it.
type ContactParts struct {
	Reach     []string
	Keys      []string // identities in other systems, as keyed hashes
	Dossiers  []string
	Petitions []string
	Tags      []string
	Promises  []ContactPromise
	Finding   ContactFinding // the zero value for none
}

// A ContactFinding is what was found in a sampled contact, as it holds.
type ContactFinding struct {
	Contact string
	Version int64
	Officer string // whose work was read
	Reader  string
	Result  string
	At      time.Time
}

const contactColumns = `id, code, channel, system, state, open, unit, agent, person, handle, outcome, began, waits, answered, closed, due, promised,
		reopened, calls, talk, search, version, updated, caller`

func (c *ContactRow) values() []any {
	return []any{
		c.ID, c.Code, c.Channel, c.System, c.State, bit(c.Open), c.Unit, c.Agent, c.Person, c.Handle, c.Outcome, micro(c.Began), micro(c.Waits), micro(c.Answered),
		micro(c.Closed), micro(c.Due), micro(c.Promised), c.Reopened, c.Calls, c.Talk, c.Search, c.Version, micro(c.Updated), c.Caller,
	}
}

// PutContact makes the view of a contact what it is to be. Its stream has events already.
func (tx *Tx) PutContact(c ContactRow, parts ContactParts) error {
	if err := tx.putContact(&c); err != nil {
		return fmt.Errorf("contact %s: %w", c.ID, err)
	}
	if err := tx.putContactParts(c.ID, &parts); err != nil {
		return fmt.Errorf("parts of contact %s: %w", c.ID, err)
	}
	return nil
}

func (tx *Tx) putContact(c *ContactRow) error {
	var was string
	r, err := tx.ask(`
		SELECT n, search
		FROM contacts
		WHERE id = ?`, c.ID)
	there, err := one(r, err, &c.N, &was)
	if err != nil {
		return err
	}
	if !there {
		if c.N, err = tx.firstNumberOf("contact/" + c.ID); err != nil {
			return err
		}
		_, err = tx.exec(`
			INSERT INTO contacts (n, `+contactColumns+`)
			VALUES (`+marks(25)+`)`, append([]any{c.N}, c.values()...)...)
	} else {
		_, err = tx.exec(`
			UPDATE contacts
			SET (`+contactColumns+`) = (`+marks(24)+`)
			WHERE n = ?`, append(c.values(), c.N)...)
	}
	if was != c.Search {
		tx.words = append(tx.words, respelling{contactWords, c.N, was, c.Search})
	}
	return err
}

func (tx *Tx) putContactParts(id string, p *ContactParts) error {
	for _, table := range []string{"contact_reach", "contact_keys", "contact_links", "contact_tags", "contact_promises", "contact_findings"} {
		if _, err := tx.exec(`DELETE FROM `+table+` WHERE contact = ?`, id); err != nil {
			return err
		}
	}
	put := func(text string, args ...any) error {
		_, err := tx.exec(text, args...)
		return err
	}
	for _, u := range p.Reach {
		if err := put(`INSERT INTO contact_reach (contact, unit) VALUES (?, ?)`, id, u); err != nil {
			return err
		}
	}
	for _, k := range p.Keys {
		// The first that came under an identity keeps it.
		if err := put(`INSERT INTO contact_keys (key, contact) VALUES (?, ?) ON CONFLICT (key) DO NOTHING`, k, id); err != nil {
			return err
		}
	}
	for kind, targets := range map[string][]string{"dossier": p.Dossiers, "petition": p.Petitions} {
		for _, t := range targets {
			if err := put(`INSERT INTO contact_links (contact, kind, target) VALUES (?, ?, ?)`, id, kind, t); err != nil {
				return err
			}
		}
	}
	for _, t := range p.Tags {
		if err := put(`INSERT INTO contact_tags (contact, tag) VALUES (?, ?)`, id, t); err != nil {
			return err
		}
	}
	for _, x := range p.Promises {
		if err := put(`
			INSERT INTO contact_promises (contact, version, officer, made, due, tried, outcome, ended, broken)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, x.Version, x.Officer, micro(x.Made), micro(x.Due), x.Tried, x.Outcome, micro(x.Ended), bit(x.Broken)); err != nil {
			return err
		}
	}
	if x := p.Finding; x.Version > 0 {
		return put(`
			INSERT INTO contact_findings (contact, version, officer, reader, result, at)
			VALUES (?, ?, ?, ?, ?, ?)`, id, x.Version, x.Officer, x.Reader, x.Result, micro(x.At))
	}
	return nil
}

// Contact gives one by its identity.
func (r *Reader) Contact(ctx context.Context, id string) (ContactRow, bool, error) {
	return r.contact(ctx, `c.id = ?`, id)
}

// ContactByCode gives one by its code.
func (r *Reader) ContactByCode(ctx context.Context, code string) (ContactRow, bool, error) {
	return r.contact(ctx, `c.code = ?`, code)
}

// ContactOf gives the one that an identity in another system, as a keyed hash, belongs to.
func (r *Reader) ContactOf(ctx context.Context, key string) (ContactRow, bool, error) {
	return r.contact(ctx, `c.id = (SELECT k.contact FROM contact_keys k WHERE k.key = ?)`, key)
}

func (r *Reader) contact(ctx context.Context, cond string, args ...any) (ContactRow, bool, error) {
	all, err := r.contacts(ctx, `contacts c`, `
	WHERE `+cond+`
	LIMIT 1`, args...)
	if err != nil || len(all) == 0 {
		return ContactRow{}, false, err
	}
	return all[0], true, nil
}

func (r *Reader) contacts(ctx context.Context, from, tail string, args ...any) ([]ContactRow, error) {
	var c ContactRow
	var open, began, waits, answered, closed, due, promised, reopened, calls, updated int64
	var all []ContactRow
	rs, err := r.query(ctx, `
	SELECT c.n, c.id, c.code, c.channel, c.system, c.state, c.open, c.unit, c.agent, c.person, c.handle, c.outcome, c.began, c.waits, c.answered, c.closed,
		c.due, c.promised, c.reopened, c.calls, c.talk, c.search, c.version, c.updated, c.caller
	FROM `+from+tail, args...)
	err = each(rs, err, []any{
		&c.N, &c.ID, &c.Code, &c.Channel, &c.System, &c.State, &open, &c.Unit, &c.Agent, &c.Person, &c.Handle, &c.Outcome, &began, &waits, &answered, &closed,
		&due, &promised, &reopened, &calls, &c.Talk, &c.Search, &c.Version, &updated, &c.Caller,
	}, func() error {
		c.Open, c.Reopened, c.Calls = open == 1, int(reopened), int(calls)
		c.Began, c.Waits, c.Answered, c.Closed = instant(began), instant(waits), instant(answered), instant(closed)
		c.Due, c.Promised, c.Updated = instant(due), instant(promised), instant(updated)
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("contacts: %w", err)
	}
	return all, nil
}

// ContactParts gives what stands beside a contact's row, each list in order.
func (r *Reader) ContactParts(ctx context.Context, id string) (p ContactParts, err error) {
	for _, part := range []struct {
		text string
		to   *[]string
	}{
		{`SELECT unit FROM contact_reach WHERE contact = ? ORDER BY unit`, &p.Reach},
		{`SELECT key FROM contact_keys WHERE contact = ? ORDER BY key`, &p.Keys},
		{`SELECT target FROM contact_links WHERE contact = ? AND kind = 'dossier' ORDER BY target`, &p.Dossiers},
		{`SELECT target FROM contact_links WHERE contact = ? AND kind = 'petition' ORDER BY target`, &p.Petitions},
		{`SELECT tag FROM contact_tags WHERE contact = ? ORDER BY tag`, &p.Tags},
	} {
		var s string
		rs, err := r.query(ctx, part.text, id)
		if err := each(rs, err, []any{&s}, func() error { *part.to = append(*part.to, s); return nil }); err != nil {
			return p, fmt.Errorf("parts of contact %s: %w", id, err)
		}
	}
	if p.Promises, err = r.contactPromises(ctx, `
	WHERE p.contact = ?
	ORDER BY p.version`, id); err != nil {
		return p, err
	}
	found, err := r.contactFindings(ctx, `
	WHERE f.contact = ?`, id)
	if len(found) > 0 {
		p.Finding = found[0]
	}
	return p, err
}

func (r *Reader) contactPromises(ctx context.Context, tail string, args ...any) ([]ContactPromise, error) {
	var p ContactPromise
	var made, due, tried, ended, broken int64
	var all []ContactPromise
	rs, err := r.query(ctx, `
	SELECT p.contact, p.version, p.officer, p.made, p.due, p.tried, p.outcome, p.ended, p.broken
	FROM contact_promises p`+tail, args...)
	err = each(rs, err, []any{&p.Contact, &p.Version, &p.Officer, &made, &due, &tried, &p.Outcome, &ended, &broken}, func() error {
		p.Made, p.Due, p.Ended, p.Tried = instant(made), instant(due), instant(ended), int(tried)
		p.Broken = broken == 1
		all = append(all, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("calls promised: %w", err)
	}
	return all, nil
}
