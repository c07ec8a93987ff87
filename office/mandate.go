package office

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/ledger"
	"motcua/words/org"
)

// A Mandate is one as its holder, its principal or a counter sees it.
type Mandate struct {
	access.Mandate
	UnitName UnitName
	Mine     bool // the reader holds it; else they gave it, or look at its proof
	Open     bool // it lets its holder act today
	Endable  bool
}

// mostMandates is how many mandates a list shows.
const mostMandates = 200

// mandatePeople is what stands sealed in a mandate's row.
type mandatePeople struct {
	Principal access.Represented `json:"principal"`
	Holder    access.Represented `json:"holder"`
	Proof     access.Proof       `json:"proof,omitzero"`
	Words     string             `json:"words,omitempty"`
}

// mandateRow is a mandate's line in the view; mandateOf reads it back.
func (o *Office) mandateRow(m *access.Mandate) (store.MandateRow, error) {
	procedures, err := json.Marshal(m.Procedures)
	if err != nil {
		return store.MandateRow{}, err
	}
	people, err := json.Marshal(mandatePeople{m.Principal, m.Holder, m.Proof, m.Words})
	return store.MandateRow{
		ID: m.ID, Kind: string(m.Kind), State: string(m.State), Principal: o.PersonKey(m.Principal.Number), Holder: o.PersonKey(m.Holder.Number),
		Procedures: string(procedures), From: m.From.UTC(), To: m.To.UTC(), Unit: m.Unit, People: string(people), Version: m.Version, Changed: m.Changed,
	}, err
}

func mandateOf(row *store.MandateRow) (access.Mandate, error) {
	m := access.Mandate{
		ID: row.ID, Kind: access.MandateKind(row.Kind), State: access.MandateState(row.State), From: row.From, To: row.To, Unit: row.Unit, Version: row.Version, Changed: row.Changed,
	}
	var p mandatePeople
	if err := json.Unmarshal([]byte(row.Procedures), &m.Procedures); err != nil {
		return m, fmt.Errorf("mandate %s: %w", row.ID, err)
	}
	if err := json.Unmarshal([]byte(row.People), &p); err != nil {
		return m, fmt.Errorf("mandate %s: %w", row.ID, err)
	}
	m.Principal, m.Holder, m.Proof, m.Words = p.Principal, p.Holder, p.Proof, p.Words
	m.Principal.Key, m.Holder.Key = row.Principal, row.Holder
	return m, nil
}

// heldMandates is what a Tx and a Reader of the store have in common here.
type heldMandates interface {
	HeldMandates(ctx context.Context, holder string, at time.Time) ([]store.MandateRow, error)
}

// actsFor gives the mandates that a person holds at a moment.
func actsFor(ctx context.Context, r heldMandates, key string, at time.Time) ([]access.Mandate, error) {
	if key == "" {
		return nil, nil
	}
	rows, err := r.HeldMandates(ctx, key, at)
	if err != nil {
		return nil, err
	}
	var out []access.Mandate
	for i := range rows {
		m, err := mandateOf(&rows[i])
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// asNow is who with the mandates that they hold in an act's own moment.
func asNow(ctx context.Context, tx *store.Tx, who Who) (Who, error) {
	if who.Kind != access.Citizen {
		return who, nil
	}
	var err error
	who.For, err = actsFor(ctx, tx, who.Key, tx.Now())
	return who, err
}

// foldMandate reads a mandate from its events.
func (o *Office) foldMandate(ctx context.Context, r events, id string) (*access.Mandate, error) {
	evs, err := r.Events(ctx, access.MandateStream(id))
	if err != nil {
		return nil, err
	}
	if len(evs) == 0 {
		return nil, fault.New(fault.Missing, "mandate.missing")
	}
	m, err := access.FoldMandate(id, evs)
	if err == nil {
		m.Principal.Key, m.Holder.Key = o.PersonKey(m.Principal.Number), o.PersonKey(m.Holder.Number)
	}
	return m, err
}

// putMandate appends what was decided of a mandate and brings its line to where the fold is.
func (o *Office) putMandate(ctx context.Context, tx *store.Tx, who Who, id string, version int64, facts []ledger.Fact) error {
	for i := range facts {
		facts[i].Actor, facts[i].Unit = who.Actor(), who.Unit
	}
	if _, err := tx.Append(access.MandateStream(id), version, facts); err != nil {
		return err
	}
	m, err := o.foldMandate(ctx, tx, id)
	if err != nil {
		return err
	}
	row, err := o.mandateRow(m)
	if err != nil {
		return err
	}
	if err := tx.PutMandate(row); err != nil {
		return err
	}
	if m.Proof.File == "" {
		return nil
	}
	return tx.PutFiles("mandate/"+id, []store.FileRow{{Paper: "proof", Blob: m.Proof.File, Name: m.Proof.Name}})
}

// GiveMandate lets somebody act for who (ủy quyền; giao quyền cho nhân viên), from a day on. It opens what it is for at once. An
// account of an organisation stands for its legal representative. It is a weighty act.
func (o *Office) GiveMandate(ctx context.Context, who Who, cmd Command, m access.Mandate) (string, error) {
	if err := access.May(who, "give-mandate", access.Object{}); err != nil {
		return "", err
	}
	_, notPerson := vn.ParsePersonalID(who.Number)
	m.Principal, m.Proof, m.Unit = access.Represented{Name: who.Name, Number: who.Number}, access.Proof{}, ""
	if _, err := access.GiveMandate(m, notPerson != nil, o.Now()); err != nil { // nobody confirms what cannot be
		return "", err
	}
	if err := o.mandateProcedures(&m); err != nil {
		return "", err
	}
	hash, err := ActHash(actMandate, who.Account, m)
	if err != nil {
		return "", err
	}
	mark, err := o.Confirmed(ctx, who, cmd, actMandate, hash)
	if err != nil {
		return "", err
	}
	return o.beginMandate(ctx, who, cmd, m, func(tx *store.Tx) ([]ledger.Fact, error) {
		if err := o.sameMandate(ctx, tx, o.PersonKey(m.Holder.Number), who.Key, m.Procedures, tx.Now()); err != nil {
			return nil, err
		}
		given := m
		given.Confirmed = mark
		return access.GiveMandate(given, notPerson != nil, tx.Now())
	})
}

// actMandate is the weighty act of letting somebody act in one's place.
const actMandate = "give-mandate"

// mandateProcedures wants the procedures of a mandate to be there.
func (o *Office) mandateProcedures(m *access.Mandate) error {
	w := o.world.Load()
	for _, code := range m.Procedures {
		if w.Procedures.Current(procedure.ID(code), o.Now()) == nil {
			return fault.New(fault.Invalid, "dossier.procedure-unknown", "procedure", code).At("procedures")
		}
	}
	return nil
}

// sameMandate refuses a second mandate for the same that holds already.
func (o *Office) sameMandate(ctx context.Context, tx *store.Tx, holder, principal string, procedures []string, now time.Time) error {
	held, err := actsFor(ctx, tx, holder, now)
	if err != nil {
		return err
	}
	for i := range held {
		if held[i].Principal.Key == principal && (len(held[i].Procedures) == 0 || len(procedures) > 0 && slices.Equal(held[i].Procedures, procedures)) {
			return fault.New(fault.Conflict, "mandate.twice").At("holder.number")
		}
	}
	return nil
}

// ClaimMandate asks a counter to confirm that who may act for somebody (đề nghị xác nhận tư cách đại diện). Until it has, nothing is
// open. The proof's file is one that who sent.
func (o *Office) ClaimMandate(ctx context.Context, who Who, cmd Command, m access.Mandate) (string, error) {
	if err := access.May(who, "claim-mandate", access.Object{}); err != nil {
		return "", err
	}
	m.Holder = access.Represented{Name: who.Name, Number: who.Number}
	if u := o.world.Load().Org.UnitAt(org.UnitID(m.Unit), o.Now()); u == nil || !u.Receives {
		m.Unit = ""
	}
	return o.beginMandate(ctx, who, cmd, m, func(tx *store.Tx) ([]ledger.Fact, error) {
		c := m
		if c.Proof.File != "" {
			files, err := o.shelf(ctx, tx, who, nil).take([]dossier.Attached{{Hash: m.Proof.File, Name: m.Proof.Name}})
			if err != nil {
				return nil, fault.New(fault.Invalid, "mandate.file").At("file")
			}
			c.Proof.Name = files[0].Name
		}
		if err := o.sameMandate(ctx, tx, who.Key, o.PersonKey(m.Principal.Number), m.Procedures, tx.Now()); err != nil {
			return nil, err
		}
		return access.ClaimMandate(c, tx.Now())
	})
}

// beginMandate enters a new mandate. The same command sent again is the same mandate.
func (o *Office) beginMandate(ctx context.Context, who Who, cmd Command, m access.Mandate, decide func(*store.Tx) ([]ledger.Fact, error)) (string, error) {
	if err := o.mandateProcedures(&m); err != nil {
		return "", err
	}
	id, err := o.NewID()
	if err != nil {
		return "", err
	}
	if cmd.Key != "" {
		id = o.keyed("mandate", who.Account+"\x00"+cmd.Key)[:32]
	}
	hash, err := requestHash("mandate", who.Account, m)
	if err != nil {
		return "", err
	}
	return id, o.db.Write(ctx, func(tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		facts, err := decide(tx)
		if err != nil {
			return err
		}
		return o.putMandate(ctx, tx, who, id, 0, facts)
	})
}

// changeMandate enters what is decided of a mandate that is there by somebody who may.
func (o *Office) changeMandate(ctx context.Context, who Who, id, ask string, decide func(*access.Mandate, time.Time) ([]ledger.Fact, error)) error {
	if len(id) > 40 {
		return fault.New(fault.Missing, "mandate.missing")
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		m, err := o.foldMandate(ctx, tx, id)
		if err != nil {
			return err
		}
		if access.May(who, ask, o.mandateObject(m, tx.Now())) != nil {
			return fault.New(fault.Missing, "mandate.missing") // not even that it is there
		}
		facts, err := decide(m, tx.Now())
		if err != nil {
			return err
		}
		return o.putMandate(ctx, tx, who, id, m.Version, facts)
	})
}

// mandateObject is a mandate as access sees it.
func (o *Office) mandateObject(m *access.Mandate, at time.Time) access.Object {
	return access.Object{Keys: []string{m.Principal.Key, m.Holder.Key}, Unit: m.Unit, Org: o.world.Load().Org, At: at}
}

// EndMandate ends a mandate at once: by who gave it, who holds it, or the counter that confirmed it.
func (o *Office) EndMandate(ctx context.Context, who Who, id string) error {
	return o.changeMandate(ctx, who, id, "end-mandate", (*access.Mandate).End)
}

// ConfirmMandate says that the counter saw the proof; from now on the mandate opens what it is for.
func (o *Office) ConfirmMandate(ctx context.Context, who Who, id, words string) error {
	return o.changeMandate(ctx, who, id, "settle-mandate", func(m *access.Mandate, now time.Time) ([]ledger.Fact, error) { return m.Confirm(words, now) })
}

// DeclineMandate says why the proof does not do.
func (o *Office) DeclineMandate(ctx context.Context, who Who, id, words string) error {
	return o.changeMandate(ctx, who, id, "settle-mandate", func(m *access.Mandate, now time.Time) ([]ledger.Fact, error) { return m.Decline(words, now) })
}

// under gives a filing by a mandate its parties: the principal is the owner, the applicant the representative, and the dossier
// names what they rest on. Without one the parties are as they were given, and claim no mandate.
func (o *Office) under(who Who, in *Intake, now time.Time) error {
	in.Parties.Mandate = ""
	if in.Mandate == "" {
		return nil
	}
	i := slices.IndexFunc(who.For, func(m access.Mandate) bool { return m.ID == in.Mandate })
	if who.Kind != access.Citizen || i < 0 || !who.For[i].Holds(string(in.Procedure), now) {
		return fault.New(fault.Refused, "mandate.not-held").At("for").NoRight()
	}
	m := &who.For[i]
	p, a := &in.Parties, in.Parties.Applicant
	p.Owner.Name, p.Owner.Number, p.Representative, p.Mandate = m.Principal.Name, m.Principal.Number, &a, m.ID
	if p.Owner.Kind = dossier.Citizen; m.Kind == access.Staff {
		p.Owner.Kind = dossier.Business
	}
	if m.Principal.Birth != "" {
		p.Owner.Birth = m.Principal.Birth
	}
	p.Authority = o.mandateWords(m)
	return nil
}

// mandateWords names a mandate on papers, which are in Vietnamese.
func (o *Office) mandateWords(m *access.Mandate) string {
	words := o.words.T("vi", "mandate.paper."+string(m.Kind), "date", m.From.In(Zone).Format("02/01/2006"))
	if m.Proof.Words != "" {
		words += ": " + m.Proof.Words
	}
	return words
}

// Mandates lists the mandates that the reader gave or holds, the last changed first.
func (r *Reader) Mandates() ([]Mandate, error) {
	if err := access.May(r.who, "claim-mandate", access.Object{}); err != nil {
		return nil, err
	}
	rows, err := r.db.MandatesOf(r.ctx, r.who.Key, mostMandates)
	return r.mandates(rows, err)
}

// MandatesAsked lists those whose proof the reader's counter was asked to look at, those that wait first.
func (r *Reader) MandatesAsked() ([]Mandate, error) {
	if err := access.May(r.who, "list-mandates", access.Object{Unit: r.who.Unit, Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	rows, err := r.db.MandatesAt(r.ctx, r.who.Units, mostMandates)
	return r.mandates(rows, err)
}

func (r *Reader) mandates(rows []store.MandateRow, err error) ([]Mandate, error) {
	if err != nil {
		return nil, err
	}
	var out []Mandate
	for i := range rows {
		m, err := mandateOf(&rows[i])
		if err != nil {
			return nil, err
		}
		out = append(out, r.mandate(m))
	}
	return out, nil
}

func (r *Reader) mandate(m access.Mandate) Mandate {
	return Mandate{
		Mandate: m, UnitName: r.w.unit(m.Unit, r.now), Mine: r.who.Key != "" && m.Holder.Key == r.who.Key, Open: m.Open(r.now),
		Endable: (m.State == access.MandateGiven || m.State == access.MandateWaits) && (m.To.IsZero() || m.To.After(r.now)),
	}
}

// Mandate gives one to those who gave it, hold it, or look at its proof. An officer's look stands in the read log first.
func (r *Reader) Mandate(id string) (Mandate, error) {
	row, ok, err := r.db.Mandate(r.ctx, id)
	if err != nil {
		return Mandate{}, err
	}
	gone := fault.New(fault.Missing, "mandate.missing")
	if !ok {
		return Mandate{}, gone
	}
	m, err := mandateOf(&row)
	if err != nil {
		return Mandate{}, err
	}
	if access.May(r.who, "read-mandate", r.o.mandateObject(&m, r.now)) != nil {
		return Mandate{}, gone
	}
	if r.who.Kind == access.Officer {
		line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: "mandate/" + id, Purpose: "read.mandate"}
		if err := r.o.db.LogRead(r.ctx, line); err != nil {
			return Mandate{}, err
		}
	}
	return r.mandate(m), nil
}

// MandateFile opens the scan of a mandate's proof.
func (r *Reader) MandateFile(id string) (io.ReadSeekCloser, blob.Ref, string, error) {
	m, err := r.Mandate(id)
	if err != nil {
		return nil, blob.Ref{}, "", err
	}
	if m.Proof.File == "" {
		return nil, blob.Ref{}, "", fault.New(fault.Missing, "blob.missing")
	}
	line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: "mandate/" + id, Purpose: "read.mandate"}
	if err := r.o.db.LogRead(r.ctx, line); err != nil {
		return nil, blob.Ref{}, "", err
	}
	f, ref, err := r.o.cfg.Blobs.Get(blob.Hash(m.Proof.File))
	return f, ref, m.Proof.Name, err
}

// checkMandates proves that every mandate's line equals its fold.
func (o *Office) checkMandates(ctx context.Context, rep *CheckReport) error {
	r := o.db.Read()
	return checkRows(ctx, r, "mandate", rep, func(id ledger.StreamID) (store.MandateRow, error) {
		m, err := o.foldMandate(ctx, r, id.ID())
		if err != nil {
			return store.MandateRow{}, err
		}
		return o.mandateRow(m)
	}, r.Mandate)
}
