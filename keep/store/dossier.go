package store

import (
	"context"
	"fmt"
	"time"

	"motcua/words/ledger"
)

// A DossierRow is what lists and lookups show of a dossier (hồ sơ): a view of its stream "dossier/"+ID.
// Instants are UTC; the zero instant is "not yet" or "none".
type DossierRow struct {
	N             int64  // the number of the stream's first event: newer dossiers have greater ones; 0 lets the store fill it in
	ID            string // the stream's id
	Code          string // mã hồ sơ, "" before there is one; PutDossier keeps codes of all systems in CodeRow
	Procedure     string // mã thủ tục
	ProcVersion   int64
	CaseID        string // trường hợp
	Channel       string // how it came in
	State         int    // one of the ten national states, 1–10
	Finance       string // the financial axis
	HandOver      string // the axis of the result
	Exchange      string // the axis of synchronisation
	HelpUnit      string // nơi hỗ trợ
	ReceptionUnit string // nơi tiếp nhận
	CompetentUnit string // cơ quan có thẩm quyền
	FiledAt       time.Time
	ReceivedAt    time.Time
	DueAt         time.Time // hẹn trả, as it stands
	OriginalDueAt time.Time // hẹn trả, as first promised
	EndedAt       time.Time // the work was over: result, refusal or stop
	HandedAt      time.Time
	Late          bool   // ended after it was due; for open dossiers lists compare DueAt with their own now
	OwnerName     string // chủ hồ sơ
	ApplicantName string // người nộp
	Subject       string
	Title         string
	StepNames     string // the open steps, for lists
	Version       int64  // version of the stream that this row shows
	UpdatedAt     time.Time
	CheckHash     []byte    // keyed hash of the check code
	Asks          string    // the reason of each request for papers, with spaces between, "-" for none given
	OwesFrom      time.Time // an apology is owed after this while nothing further happens; zero: none will be
	Search        string    // folded words, parted by blanks: see SearchText
}

// A CodeRow is one code of a dossier in one system ("H26" for our own, "portal", a ministry …).
type CodeRow struct {
	System string
	Code   string
	Since  time.Time
}

func (c CodeRow) same(d CodeRow) bool { return c.System == d.System && c.Code == d.Code }

// A PartyRow binds a person to a dossier in a role ("owner", "applicant", "representative").
type PartyRow struct {
	Role      string
	PersonKey string // see DB.PersonKey
}

// dossierColumns are the columns of dossiers that are written, in the order of values.
const dossierColumns = `id, code, procedure, proc_version, case_id, channel, state, finance, hand_over, exchange,
		help_unit, reception_unit, competent_unit, filed_at, received_at, due_at, original_due_at, ended_at, handed_at,
		late, owner_name, applicant_name, subject, title, step_names, version, updated_at, check_hash, owes_from, asks, search`

// dossierOutputs are all columns of dossiers d; dossierScan reads them in this order.
const dossierOutputs = `d.n, d.id, d.code, d.procedure, d.proc_version, d.case_id, d.channel, d.state, d.finance, d.hand_over,
		d.exchange, d.help_unit, d.reception_unit, d.competent_unit, d.filed_at, d.received_at, d.due_at,
		d.original_due_at, d.ended_at, d.handed_at, d.late, d.owner_name, d.applicant_name, d.subject, d.title,
		d.step_names, d.version, d.updated_at, d.check_hash, d.owes_from, d.asks, d.search`

const selectDossier = `
	SELECT ` + dossierOutputs + `
	FROM dossiers d`

func (d *DossierRow) values() []any {
	return []any{
		d.ID, d.Code, d.Procedure, d.ProcVersion, d.CaseID, d.Channel, d.State, d.Finance, d.HandOver, d.Exchange,
		d.HelpUnit, d.ReceptionUnit, d.CompetentUnit, micro(d.FiledAt), micro(d.ReceivedAt), dueMicro(d.DueAt),
		dueMicro(d.OriginalDueAt), micro(d.EndedAt), micro(d.HandedAt), bit(d.Late), d.OwnerName, d.ApplicantName,
		d.Subject, d.Title, d.StepNames, d.Version, micro(d.UpdatedAt), bytes(d.CheckHash), dueMicro(d.OwesFrom), d.Asks, d.Search,
	}
}

// dossierScan reads the columns dossierOutputs.
type dossierScan struct {
	row                                                            DossierRow
	filed, received, due, original, ended, handed, late, upd, owes int64
}

func (s *dossierScan) dest() []any {
	d := &s.row
	return []any{
		&d.N, &d.ID, &d.Code, &d.Procedure, &d.ProcVersion, &d.CaseID, &d.Channel, &d.State, &d.Finance, &d.HandOver,
		&d.Exchange, &d.HelpUnit, &d.ReceptionUnit, &d.CompetentUnit, &s.filed, &s.received, &s.due,
		&s.original, &s.ended, &s.handed, &s.late, &d.OwnerName, &d.ApplicantName, &d.Subject, &d.Title,
		&d.StepNames, &d.Version, &s.upd, &d.CheckHash, &s.owes, &d.Asks, &d.Search,
	}
}

func (s *dossierScan) dossier() DossierRow {
	d := s.row
	d.FiledAt, d.ReceivedAt, d.DueAt, d.OriginalDueAt = instant(s.filed), instant(s.received), dueInstant(s.due), dueInstant(s.original)
	d.EndedAt, d.HandedAt, d.Late, d.UpdatedAt = instant(s.ended), instant(s.handed), s.late != 0, instant(s.upd)
	d.OwesFrom = dueInstant(s.owes)
	return d
}

// PutDossier makes the view of a dossier what it is to be: its row, tasks, codes, parties and the units that it
// reaches. For a dossier whose stream this act began it only inserts; for others it writes what changed.
func (tx *Tx) PutDossier(row DossierRow, tasks []TaskRow, codes []CodeRow, parties []PartyRow) error {
	if err := tx.putDossier(&row, tasks, codes, parties); err != nil {
		return fmt.Errorf("view of dossier %s: %w", row.ID, err)
	}
	return nil
}

func (tx *Tx) putDossier(row *DossierRow, tasks []TaskRow, codes []CodeRow, parties []PartyRow) error {
	old := dossierView{}
	if h, ok := tx.own(ledger.StreamID("dossier/" + row.ID)); ok && h.born != 0 && !tx.shown(row.ID) {
		row.N = h.born
		tx.views = append(tx.views, row.ID)
	} else if err := tx.loadView(row.ID, &old); err != nil {
		return err
	}
	var err error
	switch {
	case old.there:
		row.N = old.row.N
		err = tx.updateDossier(&old.row, row)
	case row.N == 0:
		if row.N, err = tx.firstNumberOf("dossier/" + row.ID); err != nil {
			return err
		}
		fallthrough
	default:
		err = tx.insertDossier(row)
	}
	if err != nil {
		return err
	}
	return tx.putParts(&old, row, tasks, codes, parties)
}

// shown says whether this act put the dossier already.
func (tx *Tx) shown(id string) bool {
	for _, v := range tx.views {
		if v == id {
			return true
		}
	}
	return false
}

func (tx *Tx) insertDossier(row *DossierRow) error {
	_, err := tx.exec(`
		INSERT INTO dossiers (n, `+dossierColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		append([]any{row.N}, row.values()...)...)
	tx.words = append(tx.words, respelling{table: dossierWords, n: row.N, is: row.Search})
	return err
}

// updateDossier writes the row, and its words only if they changed, for the index of words is dear.
func (tx *Tx) updateDossier(old, row *DossierRow) error {
	values := row.values()
	if old.Search == row.Search {
		_, err := tx.exec(`
			UPDATE dossiers
			SET (code, procedure, proc_version, case_id, channel, state, finance, hand_over, exchange, help_unit,
				reception_unit, competent_unit, filed_at, received_at, due_at, original_due_at, ended_at, handed_at,
				late, owner_name, applicant_name, subject, title, step_names, version, updated_at, check_hash, owes_from, asks)
				= (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			WHERE n = ?`, append(values[1:len(values)-1], row.N)...)
		return err
	}
	_, err := tx.exec(`
		UPDATE dossiers
		SET (`+dossierColumns+`)
			= (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		WHERE n = ?`, append(values, row.N)...)
	tx.words = append(tx.words, respelling{dossierWords, row.N, old.Search, row.Search})
	return err
}

// firstNumberOf gives the number of a stream's first event, which is the N of its view.
func (tx *Tx) firstNumberOf(stream string) (n int64, err error) {
	r, err := tx.ask(`
		SELECT seq
		FROM events
		WHERE stream = ? AND version = 1`, stream)
	ok, err := one(r, err, &n)
	if err == nil && !ok {
		err = fmt.Errorf("it has no events")
	}
	return n, err
}

// dossierView is a dossier's view as it stands.
type dossierView struct {
	there   bool
	row     DossierRow
	tasks   []TaskRow
	codes   []CodeRow
	parties []PartyRow
}

func (tx *Tx) loadView(id string, v *dossierView) (err error) {
	if v.row, v.there, err = tx.Dossier(tx.ctx, id); err != nil || !v.there {
		return err
	}
	if v.tasks, err = tx.tasksOf(tx.ctx, v.row.N); err != nil {
		return err
	}
	if v.codes, err = tx.codesOf(tx.ctx, v.row.N); err != nil {
		return err
	}
	v.parties, err = tx.partiesOf(tx.ctx, v.row.N)
	return err
}

// DropDossier takes the view of a dossier away, before it is made anew.
func (tx *Tx) DropDossier(id string) error {
	var n int64
	var search string
	r, err := tx.ask(`SELECT n, search FROM dossiers WHERE id = ?`, id)
	ok, err := one(r, err, &n, &search)
	if err != nil || !ok {
		return err
	}
	tx.words = append(tx.words, respelling{table: dossierWords, n: n, was: search})
	for _, text := range []string{
		`DELETE FROM tasks WHERE dossier = ?`, `DELETE FROM codes WHERE dossier = ?`,
		`DELETE FROM parties WHERE dossier = ?`, `DELETE FROM reach WHERE dossier = ?`,
		`DELETE FROM went WHERE dossier = ?`,
		`DELETE FROM dossiers WHERE n = ?`,
	} {
		if _, err := tx.exec(text, n); err != nil {
			return fmt.Errorf("drop dossier %s: %w", id, err)
		}
	}
	return nil
}

// Dossier gives the row of a dossier; ok is false when there is none.
func (r *Reader) Dossier(ctx context.Context, id string) (row DossierRow, ok bool, err error) {
	return r.dossier(ctx, `
		WHERE d.id = ?`, id)
}

func (r *Reader) dossier(ctx context.Context, where string, args ...any) (DossierRow, bool, error) {
	var s dossierScan
	rs, err := r.query(ctx, selectDossier+where, args...)
	ok, err := one(rs, err, s.dest()...)
	if err != nil {
		return DossierRow{}, false, fmt.Errorf("dossier %v: %w", args[0], err)
	}
	if !ok {
		return DossierRow{}, false, nil
	}
	return s.dossier(), true, nil
}

// ByCode gives the id of the newest dossier that carries a code in any system; ok is false when there is none.
func (r *Reader) ByCode(ctx context.Context, code string) (id string, ok bool, err error) {
	rs, err := r.query(ctx, `
		SELECT d.id
		FROM codes c
		JOIN dossiers d ON d.n = c.dossier
		WHERE c.code = ?
		ORDER BY c.dossier DESC
		LIMIT 1`, code)
	if ok, err = one(rs, err, &id); err != nil {
		return "", false, fmt.Errorf("dossier with code %s: %w", code, err)
	}
	return id, ok, nil
}

func (r *Reader) dossiers(ctx context.Context, text string, args ...any) ([]DossierRow, error) {
	var s dossierScan
	var all []DossierRow
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, s.dest(), func() error {
		all = append(all, s.dossier())
		return nil
	})
	return all, err
}

// EachDossier calls fn with the view of every dossier, in the order of N, for checks and rebuilds.
func (r *Reader) EachDossier(ctx context.Context, fn func(DossierRow) error) error {
	const piece = 500
	var after int64
	for {
		rows, err := r.dossiers(ctx, selectDossier+`
			WHERE d.n > ?
			ORDER BY d.n
			LIMIT ?`, after, piece)
		if err != nil {
			return fmt.Errorf("dossiers after %d: %w", after, err)
		}
		for _, d := range rows {
			if err := fn(d); err != nil {
				return err
			}
			after = d.N
		}
		if len(rows) < piece {
			return nil
		}
	}
}
