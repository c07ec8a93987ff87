package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/form"
)

// A Proposal (dự thảo) is a version of a procedure that somebody writes. Its text is an ordinary row with a revision; what is
// done with it (submitted, checked, approved, published) are events.
type Proposal struct {
	ID      string
	Code    procedure.ID
	Base    int              // the version that it changes; 0: a new procedure
	Record  procedure.Record // as proposed; its Version is 0
	Rev     int              // of the text: 1, 2 …
	By      string           // who changed it last
	Updated time.Time
	Unit    string // of the post that began it
	Stage   procedure.Stage
}

// Editable says whether the text may be changed now.
func (p *Proposal) Editable() bool { return p.Stage.Writable() }

// Hash names the text as it stands.
func (p *Proposal) Hash() (string, error) {
	b, err := p.Record.Encode()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// A ProposalQuery says which proposals are wanted; what is empty is all.
type ProposalQuery struct {
	Code  procedure.ID
	Stage procedure.Stage
	Limit int // 0 is 200
}

const (
	maxProposal  = 1 << 20 // bytes of a text: the longest national record has a tenth of it
	mostProposed = 200
)

// Proposals lists proposals, the last changed first.
func (r *Reader) Proposals(q ProposalQuery) ([]Proposal, error) {
	if err := access.May(r.who, "read-proposal", access.Object{}); err != nil {
		return nil, err
	}
	if q.Limit <= 0 {
		q.Limit = mostProposed
	}
	rows, err := r.db.Proposals(r.ctx, string(q.Code), string(q.Stage), q.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]Proposal, 0, len(rows))
	for i := range rows {
		p, err := proposalOf(&rows[i])
		if err != nil {
			return nil, err
		}
		out = append(out, *p)
	}
	return out, nil
}

// ProposalCounts counts all proposals by their stage.
func (r *Reader) ProposalCounts() (map[procedure.Stage]int64, error) {
	if err := access.May(r.who, "read-proposal", access.Object{}); err != nil {
		return nil, err
	}
	rows, err := r.db.ProposalCounts(r.ctx)
	out := map[procedure.Stage]int64{}
	for stage, n := range rows {
		out[procedure.Stage(stage)] = n
	}
	return out, err
}

// Proposal gives a proposal with its newest text.
func (r *Reader) Proposal(id string) (*Proposal, error) {
	if err := access.May(r.who, "read-proposal", access.Object{}); err != nil {
		return nil, err
	}
	row, ok, err := r.db.Proposal(r.ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.Missing, "proposal.missing")
	}
	return proposalOf(&row)
}

// ProposalText gives an earlier revision of a proposal's text, nil when it is not kept any more.
func (r *Reader) ProposalText(id string, rev int) (*procedure.Record, error) {
	if err := access.May(r.who, "read-proposal", access.Object{}); err != nil {
		return nil, err
	}
	b, ok, err := r.db.ProposalText(r.ctx, id, rev)
	if err != nil || !ok {
		return nil, err
	}
	rec, err := procedure.DecodeText(b)
	return &rec, err
}

// PersonName names an officer by ID.
func (r *Reader) PersonName(id string) string { return r.w.person(id).Name }

func proposalOf(row *store.ProposalRow) (*Proposal, error) {
	rec, err := procedure.DecodeText(row.Body)
	if err != nil {
		return nil, fmt.Errorf("proposal %s: %w", row.ID, err)
	}
	return &Proposal{
		ID: row.ID, Code: procedure.ID(row.Code), Base: row.Base, Record: rec, Rev: row.Rev, By: row.Changer, Updated: row.Updated,
		Unit: row.Unit, Stage: procedure.Stage(row.Stage),
	}, nil
}

// ProposalProof proves a proposal's text as it stands. It is proved once for each text, day and change of what it rests on.
func (r *Reader) ProposalProof(p *Proposal) (procedure.Proof, error) {
	if err := access.May(r.who, "read-proposal", access.Object{}); err != nil {
		return procedure.Proof{}, err
	}
	hash, err := p.Hash()
	if err != nil {
		return procedure.Proof{}, err
	}
	return r.w.proveText("text "+hash, &p.Record, r.now), nil
}

// StartProposal begins a proposal: of a version of a procedure, or, with base 0, of a procedure that the city has not. The
// same ID begins one proposal.
func (o *Office) StartProposal(ctx context.Context, who Who, cmd Command, id string, code procedure.ID, base int) (*Proposal, error) {
	if err := access.May(who, "propose", access.Object{}); err != nil {
		return nil, err
	}
	if !validID(dossier.ID(id)) {
		return nil, fault.New(fault.Invalid, "proposal.id-malformed").At("id")
	}
	code = procedure.ID(strings.TrimSpace(string(code)))
	rec, err := o.draftText(code, base)
	if err != nil {
		return nil, err
	}
	hash, err := requestHash("propose", id, code, base)
	if err != nil {
		return nil, err
	}
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		return addProposal(tx, who, id, code, base, rec)
	})
	if err != nil {
		return nil, fmt.Errorf("begin a proposal of %s: %w", code, err)
	}
	return o.Read(ctx, who).Proposal(id)
}

// draftText is what a proposal begins with.
func (o *Office) draftText(code procedure.ID, base int) (procedure.Record, error) {
	w := o.world.Load()
	versions := w.Procedures.Versions(code)
	switch {
	case !code.WellFormed():
		return procedure.Record{}, fault.New(fault.Invalid, "proposal.code-malformed", "code", cutCode(code)).At("code")
	case base == 0 && len(versions) > 0:
		return procedure.Record{}, fault.New(fault.Invalid, "proposal.code-known", "code", string(code)).At("code")
	case base == 0:
		return o.blank(code), nil
	}
	rec := w.Procedures.Version(code, base)
	if rec == nil {
		return procedure.Record{}, fault.New(fault.Invalid, "proposal.base-unknown", "code", cutCode(code), "version", strconv.Itoa(base)).At("code")
	}
	return rec.Draft()
}

// cutCode shortens what somebody typed as a code.
func cutCode(code procedure.ID) string {
	if r := []rune(string(code)); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return string(code)
}

func addProposal(tx *store.Tx, who Who, id string, code procedure.ID, base int, rec procedure.Record) error {
	body, err := rec.Encode()
	if err != nil {
		return err
	}
	ok, err := tx.AddProposal(store.ProposalRow{
		ID: id, Code: string(code), Base: base, Unit: who.Unit, Stage: string(procedure.StageDraft), Rev: 1, Changer: who.Actor(),
		Updated: tx.Now(), Body: body,
	})
	if err == nil && !ok {
		return fault.New(fault.Conflict, "proposal.id-used")
	}
	return err
}

// SaveProposal writes a proposal's next text: the whole record as it was edited from the revision seen. What somebody else
// saved meanwhile in other parts stays; where both changed the same part nothing is saved and the fault says who and what.
// A text may be half written; only one that is too large is refused.
func (o *Office) SaveProposal(ctx context.Context, who Who, cmd Command, id string, seen int, rec procedure.Record) (*Proposal, error) {
	if err := access.May(who, "propose", access.Object{}); err != nil {
		return nil, err
	}
	hash, err := hashOfText(id, seen, rec)
	if err != nil {
		return nil, err
	}
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, nil); done || err != nil {
			return err
		}
		row, ok, err := tx.Proposal(ctx, id)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Missing, "proposal.missing")
		}
		return o.saveText(ctx, tx, who, &row, seen, rec)
	})
	if err != nil {
		return nil, fmt.Errorf("save proposal %s: %w", id, err)
	}
	return o.Read(ctx, who).Proposal(id)
}

// hashOfText is the hash of a save. The words of national records are taken as they are, with signs that are not seen.
func hashOfText(id string, seen int, rec procedure.Record) ([32]byte, error) {
	b, err := rec.Encode()
	if err != nil {
		return [32]byte{}, err
	}
	sum := sha256.Sum256(b)
	return requestHash("save-proposal", id, seen, hex.EncodeToString(sum[:]))
}

func (o *Office) saveText(ctx context.Context, tx *store.Tx, who Who, row *store.ProposalRow, seen int, rec procedure.Record) error {
	if !procedure.Stage(row.Stage).Writable() {
		return fault.New(fault.Refused, "proposal.frozen", "stage", "@proposal.stage."+row.Stage)
	}
	rec.Code, rec.Version, rec.From, rec.To = procedure.ID(row.Code), 0, time.Time{}, time.Time{}
	if seen != row.Rev {
		var err error
		if rec, err = o.mergeText(ctx, tx, row, seen, rec); err != nil {
			return err
		}
	}
	body, err := rec.Encode()
	if err != nil {
		return err
	}
	if len(body) > maxProposal {
		return fault.New(fault.Invalid, "proposal.too-large", "kb", strconv.Itoa(len(body)>>10), "limit", strconv.Itoa(maxProposal>>10))
	}
	if string(body) == string(row.Body) {
		return nil // nothing was changed
	}
	next := *row
	next.Rev, next.Changer, next.Updated, next.Body = row.Rev+1, who.Actor(), tx.Now(), body
	ok, err := tx.SaveProposal(next, row.Rev)
	if err == nil && !ok {
		return o.overtaken(row, "")
	}
	return err
}

// mergeText brings a text that was edited from an older revision together with the newest one.
func (o *Office) mergeText(ctx context.Context, tx *store.Tx, row *store.ProposalRow, seen int, mine procedure.Record) (procedure.Record, error) {
	old, ok, err := tx.ProposalText(ctx, row.ID, seen)
	if err != nil {
		return mine, err
	}
	if !ok {
		return mine, o.overtaken(row, "")
	}
	base, err := procedure.DecodeText(old)
	if err != nil {
		return mine, err
	}
	theirs, err := procedure.DecodeText(row.Body)
	if err != nil {
		return mine, err
	}
	merged, clashes, err := procedure.Merge(base, theirs, mine)
	if err != nil {
		return mine, err
	}
	if len(clashes) > 0 {
		return mine, o.overtaken(row, clashes[0])
	}
	return merged, nil
}

// overtaken tells the loser who was first and with what; a part is a key of Merge, "" the text as a whole.
func (o *Office) overtaken(row *store.ProposalRow, part string) error {
	if i := strings.LastIndexByte(part, '.'); i >= 0 {
		part = part[i+1:]
	}
	key, ok := partWords[part]
	if !ok {
		key = "proposal.text"
	}
	return fault.New(fault.Conflict, "proposal.changed", "by", o.world.Load().person(row.Changer).Name, "part", "@"+key)
}

// partWords are the keys of the words for the parts that pages of their own write.
var partWords = map[string]string{
	"papers": "proposal.papers", "channels": "proposal.channels", "process": "procedure.part.process", "form": "proposal.form",
	"name": "procedure.part.name", "results": "procedure.part.result", "bases": "procedure.part.basis",
}

// MayControl says why the reader may not see the work of procedure control; nil: may.
func (r *Reader) MayControl() error {
	return access.May(r.who, "read-proposal", access.Object{})
}

// MayPropose says why the reader may not write proposals; nil: may.
func (r *Reader) MayPropose() error { return access.May(r.who, "propose", access.Object{}) }

// CatchUp makes a proposal whose version was overtaken a change of the newest one; what it changed itself stays.
func (o *Office) CatchUp(ctx context.Context, who Who, cmd Command, id string, seen int64) error {
	if err := access.May(who, "propose", access.Object{}); err != nil {
		return err
	}
	hash, err := requestHash("catch-up", id, seen)
	if err != nil {
		return err
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, nil); done || err != nil {
			return err
		}
		p, _, err := o.proposalIn(ctx, tx, id, seen)
		if err != nil {
			return err
		}
		if !p.Editable() {
			return fault.New(fault.Refused, "proposal.frozen", "stage", "@proposal.stage."+string(p.Stage))
		}
		versions := w.Procedures.Versions(p.Code)
		began, err := o.began(versions, p)
		if err != nil {
			return err
		}
		text, to, err := procedure.CatchUp(versions, p.Base, began, p.Record)
		if err != nil {
			return err
		}
		body, err := text.Encode()
		if err != nil {
			return err
		}
		row := store.ProposalRow{ID: id, Base: to, Rev: p.Rev + 1, Changer: who.Actor(), Updated: tx.Now(), Body: body}
		ok, err := tx.SaveProposal(row, p.Rev)
		if err == nil && !ok {
			return fault.New(fault.Conflict, "proposal.moved")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("catch up proposal %s: %w", id, err)
	}
	return nil
}

// began is the text that a proposal began with.
func (o *Office) began(versions []procedure.Record, p *Proposal) (procedure.Record, error) {
	for i := range versions {
		if versions[i].Version == p.Base {
			return versions[i].Draft()
		}
	}
	return o.blank(p.Code), nil
}

// blank is the text of a new procedure.
func (o *Office) blank(code procedure.ID) procedure.Record {
	return procedure.Blank(code, form.Text{VI: o.words.In(text.VI).T("proposal.case-general"), EN: o.words.In(text.EN).T("proposal.case-general")})
}
