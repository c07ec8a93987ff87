package store

import (
	"context"
	"fmt"
	"time"

	"motcua/ground/fault"
)

// An AccountRow is somebody who can sign in.
type AccountRow struct {
	ID           string
	Username     string // unique, as typed at sign-in, folded by the caller
	Kind         string // "officer", "citizen" or "business"
	Person       string // the officer's id in the organisation, or a person key
	Name         string
	Number       string // số định danh, mã số thuế
	PasswordHash string
	LockedUntil  time.Time
	Failures     int // wrong passwords in a row
	LastFailure  time.Time
	Created      time.Time
	MustChange   bool      // somebody else has seen the password: it is changed at the next sign-in
	CodeFailures int       // wrong codes of the second factor in a row
	CodeFailed   time.Time // the last of them
}

// PutAccount adds or replaces an account. A username that another has is refused: Conflict "account.taken".
func (tx *Tx) PutAccount(a AccountRow) error {
	other, ok, err := tx.AccountNamed(tx.ctx, a.Username)
	if err != nil {
		return err
	}
	if ok && other.ID != a.ID {
		return fault.New(fault.Conflict, "account.taken", "name", a.Username).At("username")
	}
	_, err = tx.exec(`
		INSERT INTO accounts (id, username, kind, person, name, number, password_hash, locked_until, failures,
			last_failure, created, must_change, number_key)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET username = excluded.username, kind = excluded.kind, person = excluded.person, name = excluded.name,
			number = excluded.number, password_hash = excluded.password_hash, locked_until = excluded.locked_until,
			failures = excluded.failures, last_failure = excluded.last_failure, must_change = excluded.must_change,
			number_key = excluded.number_key`,
		a.ID, a.Username, a.Kind, a.Person, a.Name, tx.sealText("accounts", a.ID, a.Number), a.PasswordHash, micro(a.LockedUntil), a.Failures,
		micro(a.LastFailure), micro(a.Created), bit(a.MustChange), tx.db.accountKey(a.Number))
	if err != nil {
		return fmt.Errorf("account %s: %w", a.ID, err)
	}
	return nil
}

// AddFailure counts a wrong password and gives how many there are now in a row.
func (tx *Tx) AddFailure(id string) (failures int, err error) {
	r, err := tx.ask(`
		UPDATE accounts
		SET failures = failures + 1, last_failure = ?
		WHERE id = ?
		RETURNING failures`, micro(tx.now), id)
	_, err = one(r, err, &failures)
	return failures, err
}

// LockAccount shuts an account until an instant.
func (tx *Tx) LockAccount(id string, until time.Time) error {
	_, err := tx.exec(`
		UPDATE accounts
		SET locked_until = ?
		WHERE id = ?`, micro(until), id)
	return err
}

// ClearFailures forgets the wrong passwords after a right one.
func (tx *Tx) ClearFailures(id string) error {
	_, err := tx.exec(`
		UPDATE accounts
		SET failures = 0, locked_until = 0
		WHERE id = ?`, id)
	return err
}

// AddCodeFailure counts a wrong code of the second factor.
func (tx *Tx) AddCodeFailure(id string) error {
	_, err := tx.exec(`
		UPDATE accounts
		SET code_failures = code_failures + 1, code_failed = ?
		WHERE id = ?`, micro(tx.now), id)
	return err
}

// ClearCodeFailures forgets the wrong codes after a right one.
func (tx *Tx) ClearCodeFailures(id string) error {
	_, err := tx.exec(`
		UPDATE accounts
		SET code_failures = 0
		WHERE id = ?`, id)
	return err
}

const selectAccount = `
	SELECT id, username, kind, person, name, number, password_hash, locked_until, failures, last_failure, created, must_change,
		code_failures, code_failed
	FROM accounts`

// Account gives an account; ok is false when there is none.
func (r *Reader) Account(ctx context.Context, id string) (AccountRow, bool, error) {
	return r.account(ctx, selectAccount+`
		WHERE id = ?`, id)
}

// AccountNamed gives the account with a username.
func (r *Reader) AccountNamed(ctx context.Context, username string) (AccountRow, bool, error) {
	return r.account(ctx, selectAccount+`
		WHERE username = ?`, username)
}

// AccountsNumbered gives the accounts of a kind with a personal or tax number, the oldest first.
func (r *Reader) AccountsNumbered(ctx context.Context, kind, number string) ([]AccountRow, error) {
	if number == "" {
		return nil, nil
	}
	// One of before there were keys has its number in plain until it is sealed.
	return r.accounts(ctx, selectAccount+`
		WHERE (number_key = ? OR number = ?) AND kind = ?
		ORDER BY created, id`, r.db.accountKey(number), number, kind)
}

// accountKey is what an account's number, which stands sealed, is found by; "" for none.
func (db *DB) accountKey(number string) string {
	if number == "" {
		return ""
	}
	return db.PersonKey("account", number)
}

func (r *Reader) account(ctx context.Context, text string, arg string) (AccountRow, bool, error) {
	all, err := r.accounts(ctx, text, arg)
	if err != nil || len(all) == 0 {
		return AccountRow{}, false, err
	}
	return all[0], true, nil
}

// Accounts gives the accounts of a kind, all kinds for "", in the order of usernames.
func (r *Reader) Accounts(ctx context.Context, kind string) ([]AccountRow, error) {
	return r.accounts(ctx, selectAccount+`
		WHERE kind = ? OR ? = ''
		ORDER BY username`, kind, kind)
}

func (r *Reader) accounts(ctx context.Context, text string, args ...any) ([]AccountRow, error) {
	var a AccountRow
	var locked, failed, created, change, code int64
	var all []AccountRow
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, []any{
		&a.ID, &a.Username, &a.Kind, &a.Person, &a.Name, &a.Number, &a.PasswordHash, &locked, &a.Failures, &failed, &created,
		&change, &a.CodeFailures, &code,
	}, func() error {
		a.LockedUntil, a.LastFailure, a.Created = instant(locked), instant(failed), instant(created)
		a.MustChange, a.CodeFailed = change != 0, instant(code)
		err := r.openText("accounts", a.ID, &a.Number)
		all = append(all, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return all, nil
}
