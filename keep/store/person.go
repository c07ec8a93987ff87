package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// A PersonRow is what the desk found or typed about a person, last known, so that it is typed once.
type PersonRow struct {
	PersonKey string // see DB.PersonKey
	Kind      string // "citizen", "business", …
	Number    string // số định danh, mã số thuế …
	Name      string
	Folded    string // Name folded: lower case, no marks
	Birth     string // "1985-03-02", or "1985" when no more is known
	Sex       string
	Phone     string
	Email     string
	Address   string // JSON
	Updated   time.Time
}

// selectPerson reads people as p; personScan has the same order.
const selectPerson = `
	SELECT p.person_key, p.kind, p.number, p.name, p.folded, p.birth, p.sex, p.phone, p.email, p.address, p.updated, p.sealed
	FROM people p`

type personScan struct {
	row     PersonRow
	updated int64
	sealed  []byte
}

func (s *personScan) dest() []any {
	p := &s.row
	return []any{
		&p.PersonKey, &p.Kind, &p.Number, &p.Name, &p.Folded, &p.Birth, &p.Sex, &p.Phone, &p.Email, &p.Address, &s.updated, &s.sealed,
	}
}

// personHidden is what is known of a person beside the name, which alone is searched: it stands sealed.
type personHidden struct{ Number, Birth, Sex, Phone, Email, Address string }

func (r *Reader) person(s *personScan) (PersonRow, error) {
	p := s.row
	p.Updated = instant(s.updated)
	if s.sealed == nil {
		return p, nil // of before there were keys
	}
	if err := r.open("people", p.PersonKey, &s.sealed); err != nil {
		return p, err
	}
	var h personHidden
	if err := json.Unmarshal(s.sealed, &h); err != nil {
		return p, fmt.Errorf("person %s: %w", p.PersonKey, err)
	}
	p.Number, p.Birth, p.Sex, p.Phone, p.Email, p.Address = h.Number, h.Birth, h.Sex, h.Phone, h.Email, h.Address
	return p, nil
}

// PutPerson adds a person or replaces what is known of one.
func (tx *Tx) PutPerson(p PersonRow) error {
	hidden, err := json.Marshal(personHidden{p.Number, p.Birth, p.Sex, p.Phone, p.Email, p.Address})
	if err != nil {
		return fmt.Errorf("person %s: %w", p.PersonKey, err)
	}
	_, err = tx.exec(`
		INSERT INTO people (person_key, kind, number, name, folded, birth, sex, phone, email, address, updated, sealed)
		VALUES (?, ?, '', ?, ?, '', '', '', '', '', ?, ?)
		ON CONFLICT (person_key) DO UPDATE
		SET kind = excluded.kind, number = '', name = excluded.name, folded = excluded.folded, birth = '', sex = '',
			phone = '', email = '', address = '', updated = excluded.updated, sealed = excluded.sealed`,
		p.PersonKey, p.Kind, p.Name, p.Folded, micro(p.Updated), tx.seal("people", p.PersonKey, hidden))
	if err != nil {
		return fmt.Errorf("person %s: %w", p.PersonKey, err)
	}
	return nil
}

// DropPerson forgets a person.
func (tx *Tx) DropPerson(key string) error {
	_, err := tx.exec(`DELETE FROM people WHERE person_key = ?`, key)
	return err
}

// Person gives a person by the key; ok is false when none is known.
func (r *Reader) Person(ctx context.Context, key string) (p PersonRow, ok bool, err error) {
	var s personScan
	rs, err := r.query(ctx, selectPerson+`
		WHERE p.person_key = ?`, key)
	ok, err = one(rs, err, s.dest()...)
	if err != nil || !ok {
		return PersonRow{}, false, err
	}
	p, err = r.person(&s)
	return p, err == nil, err
}

// PersonByNumber gives the person of a kind with a number.
func (r *Reader) PersonByNumber(ctx context.Context, kind, number string) (PersonRow, bool, error) {
	return r.Person(ctx, r.db.PersonKey(kind, number))
}

// PeopleByName gives up to limit people whose folded name begins with folded, in the order of names.
func (r *Reader) PeopleByName(ctx context.Context, folded string, limit int) ([]PersonRow, error) {
	var s personScan
	var all []PersonRow
	rs, err := r.query(ctx, selectPerson+`
		WHERE p.folded >= ? AND p.folded < ?
		ORDER BY p.folded, p.person_key
		LIMIT ?`, folded, folded+"\x7f", limit)
	err = each(rs, err, s.dest(), func() error {
		p, err := r.person(&s)
		all = append(all, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("people named %s: %w", folded, err)
	}
	return all, nil
}
