package store

import (
	"context"
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
	SELECT p.person_key, p.kind, p.number, p.name, p.folded, p.birth, p.sex, p.phone, p.email, p.address, p.updated
	FROM people p`

type personScan struct {
	row     PersonRow
	updated int64
}

func (s *personScan) dest() []any {
	p := &s.row
	return []any{
		&p.PersonKey, &p.Kind, &p.Number, &p.Name, &p.Folded, &p.Birth, &p.Sex, &p.Phone, &p.Email, &p.Address, &s.updated,
	}
}

func (s *personScan) person() PersonRow {
	p := s.row
	p.Updated = instant(s.updated)
	return p
}

// PutPerson adds a person or replaces what is known of one.
func (tx *Tx) PutPerson(p PersonRow) error {
	_, err := tx.exec(`
		INSERT INTO people (person_key, kind, number, name, folded, birth, sex, phone, email, address, updated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (person_key) DO UPDATE
		SET kind = excluded.kind, number = excluded.number, name = excluded.name, folded = excluded.folded,
			birth = excluded.birth, sex = excluded.sex, phone = excluded.phone, email = excluded.email,
			address = excluded.address, updated = excluded.updated`,
		p.PersonKey, p.Kind, p.Number, p.Name, p.Folded, p.Birth, p.Sex, p.Phone, p.Email, p.Address, micro(p.Updated))
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
	return s.person(), true, nil
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
		all = append(all, s.person())
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("people named %s: %w", folded, err)
	}
	return all, nil
}
