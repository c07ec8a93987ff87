package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/org"
)

// oldStates are the words of the file for the states in which a dossier may come in.
var oldStates = map[string]dossier.State{
	"received": dossier.Received, "processing": dossier.Processing, "supplement": dossier.Supplement, "completed": dossier.Completed,
	"handed-over": dossier.HandedOver, "stopped": dossier.Stopped, "refused": dossier.Stopped,
}

var oldChannels = map[string]procedure.Channel{"": procedure.Desk, "desk": procedure.Desk, "online": procedure.Online, "post": procedure.Post}

// mostOldCode is how long a code may be, in bytes: search and the code views keep no longer one.
const mostOldCode = 60

// oldJudged is a line of an older system that can come in.
type oldJudged struct {
	line   int
	id     dossier.ID
	d      OldDossier
	b      dossier.Brought
	record *procedure.Record
	open   bool
}

// canonical is the line in one spelling, however it was written down.
func (d *OldDossier) canonical() (string, error) {
	b, err := json.Marshal(d)
	return string(b), err
}

// judgeOld reads a line against the city: procedure, units as of its days, times, persons and files.
func (o *Office) judgeOld(w *World, src oldSource, d *OldDossier, now time.Time) (*oldJudged, error) {
	var fs []*fault.Fault
	bad := func(f *fault.Fault) {
		if f != nil {
			fs = append(fs, f)
		}
	}
	line, err := d.canonical()
	if err != nil {
		return nil, err
	}
	j := &oldJudged{d: *d}
	b := &j.b
	b.Source = dossier.Source{Batch: src.batch, System: src.system, Code: d.Code, Print: o.keyed("old-line", line)}
	b.Line, b.Demo, b.Subject, b.Reason = line, o.cfg.Demo, vn.Tidy(d.Subject), d.Reason
	bad(oldCode(d.Code))
	for _, x := range []struct {
		s, field string
		to       *time.Time
		ends     bool
	}{{d.Received, "received", &b.Received, false}, {d.Due, "due", &b.Due, true}, {d.Completed, "completed", &b.Completed, true}, {d.HandedOver, "handed_over", &b.Handed, true}} {
		t, f := oldTime(x.s, x.field, x.ends)
		*x.to = t
		bad(f)
	}
	if d.Received == "" {
		bad(fault.New(fault.Invalid, "bring.missing", "field", "received").At("received"))
	}
	var known bool
	if b.State, known = oldStates[d.State]; !known {
		bad(fault.New(fault.Invalid, "bring.state", "value", d.State).At("state"))
	}
	if b.Channel, known = oldChannels[d.Channel]; !known {
		bad(fault.New(fault.Invalid, "bring.channel", "value", d.Channel).At("channel"))
	}
	b.Refused, b.Step, b.Fee, b.FeePaid = d.State == "refused", d.Step, d.Fee, d.FeePaid
	if b.Return = d.Return; b.Return == "" {
		b.Return = "desk"
	}
	j.open = known && !b.State.Terminal()
	b.Parties = dossier.Parties{Applicant: d.Applicant.party(), Owner: d.Applicant.party()}
	if d.Owner != nil {
		b.Parties.Owner = d.Owner.party()
	}
	b.Parties.Tidy()
	d.more(b, bad)
	if len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	if err := o.placeOld(w, j, now); err != nil {
		return nil, err
	}
	return j, o.filesOfOld(j, src.files)
}

func oldCode(code string) *fault.Fault {
	switch {
	case code == "":
		return fault.New(fault.Invalid, "bring.missing", "field", "code").At("code")
	case len(code) < 4 || len(code) > mostOldCode || strings.ContainsFunc(code, func(c rune) bool { return c <= ' ' || c > '~' }):
		return fault.New(fault.Invalid, "bring.code", "value", code, "most", strconv.Itoa(mostOldCode)).At("code")
	}
	return nil
}

func (p *OldParty) party() dossier.Party {
	kind := dossier.PartyKind(p.Kind)
	if kind == "" {
		kind = dossier.Citizen
	}
	return dossier.Party{
		Kind: kind, Name: p.Name, Number: p.Number, Birth: p.Birth, Phone: p.Phone, Email: p.Email,
		Address: dossier.Address{Text: p.Address, Commune: p.Commune},
	}
}

// more reads what not every dossier has: papers asked for, the result, the history.
func (d *OldDossier) more(b *dossier.Brought, bad func(*fault.Fault)) {
	at := func(s, field string, ends bool) time.Time {
		t, f := oldTime(s, field, ends)
		bad(f)
		return t
	}
	if a := d.Asked; a != nil {
		b.Asked = &dossier.BroughtAsk{At: at(a.At, "asked.at", false), Until: at(a.Until, "asked.until", true), Items: a.Items}
	}
	if r := d.Result; r != nil {
		b.Result = dossier.ResultIssued{Code: r.Code, Number: vn.Tidy(r.Number), At: at(r.Day, "result.day", true)}
		b.Signer = vn.Tidy(r.Signer)
	}
	for i, l := range d.History {
		field := "history." + strconv.Itoa(i)
		s := dossier.OldStep{At: at(l.At, field+".at", false), What: vn.Tidy(l.What), Who: vn.Tidy(l.Who), Unit: vn.Tidy(l.Unit)}
		if s.At.IsZero() || s.What == "" {
			bad(fault.New(fault.Invalid, "bring.history").At(field))
		}
		b.Lines = append(b.Lines, s)
	}
}

// placeOld finds the procedure's version and the units.
func (o *Office) placeOld(w *World, j *oldJudged, now time.Time) error {
	b := &j.b
	rec, err := w.recordOfOld(j, now)
	if err != nil {
		return err
	}
	j.record = rec
	for _, p := range []*dossier.Party{&b.Parties.Applicant, &b.Parties.Owner} {
		if code := p.Address.Commune; code != "" {
			if p.Address.Commune = w.communeThen(code, b.Received, now); p.Address.Commune == "" {
				return fault.New(fault.Invalid, "bring.commune", "value", code).At("applicant.commune")
			}
			p.Address.List = CommuneList
		}
	}
	p := place{owner: b.Parties.Owner.Address.Commune}
	unit := func(code, field string) (string, error) {
		if code == "" {
			return "", fault.New(fault.Invalid, "bring.missing", "field", field).At(field)
		}
		id := w.unitOfOld(code, b.Received, now, j.open, p)
		if id == "" {
			return "", fault.New(fault.Invalid, "bring.unit", "value", code).At(field)
		}
		return id, nil
	}
	if b.Filing.Reception, err = unit(j.d.Reception, "reception"); err != nil {
		return err
	}
	if u := w.Org.UnitAt(org.UnitID(b.Filing.Reception), now); j.open && (u == nil || !u.Receives) {
		return fault.New(fault.Invalid, "dossier.reception-unknown", "unit", j.d.Reception).At("reception")
	}
	p.reception = b.Filing.Reception
	if j.d.Competent != "" {
		b.Competent, err = unit(j.d.Competent, "competent")
		return err
	}
	if b.Competent, err = w.competent(rec, p, now); fault.As(err) != nil {
		return fault.New(fault.Invalid, "bring.competent").At("competent")
	}
	return err
}

// recordOfOld gives the version of the procedure that was in force at the reception and has a process for the case; else the one of
// today.
// choice: a closed dossier of a version that was never kept here is shown under the oldest that is.
func (w *World) recordOfOld(j *oldJudged, now time.Time) (*procedure.Record, error) {
	id := procedure.ID(j.d.Procedure)
	if id == "" {
		return nil, fault.New(fault.Invalid, "bring.missing", "field", "procedure").At("procedure")
	}
	recs := []*procedure.Record{w.Procedures.Current(id, j.b.Received), w.Procedures.Current(id, now)}
	recs = slices.DeleteFunc(recs, func(r *procedure.Record) bool { return r == nil })
	if len(recs) == 0 {
		return nil, fault.New(fault.Invalid, "dossier.procedure-unknown", "procedure", string(id)).At("procedure")
	}
	var err error
	for _, rec := range recs {
		caseID := j.d.Case
		if caseID == "" {
			caseID = onlyCase(rec)
		}
		if _, err = w.Procedures.Machine(id, rec.Version, caseID); err == nil {
			j.b.CaseID, j.b.FormBy = caseID, rec.Version
			return rec, nil
		}
	}
	if j.d.Case == "" {
		return nil, fault.New(fault.Invalid, "bring.case", "procedure", string(id)).At("case")
	}
	return nil, inField(err, "case")
}

// inField says of a person's mistake that it is in a field, where that is not said already.
func inField(err error, field string) error {
	if f := fault.As(err); f != nil && f.Field == "" {
		one := *f
		one.Kind, one.Field = fault.Invalid, field
		return &one
	}
	return err
}

// unitOfOld finds the unit that a code meant: for an open dossier who carries on for it today, for a closed one the unit of then.
func (w *World) unitOfOld(code string, then, now time.Time, open bool, p place) string {
	var id string
	if u := w.Org.Unit(org.UnitID(code)); u != nil {
		id = code
	} else if c, err := vn.ParseAgencyCode(code); err == nil {
		if u := w.Org.ByCode(c, then); u != nil {
			id = string(u.ID)
		} else if ids := w.Org.Carriers(c, now); len(ids) > 0 {
			id = string(ids[0])
		}
	}
	if id == "" || !open && w.Org.UnitAt(org.UnitID(id), then) != nil {
		return id
	}
	return w.carried(id, p, now)
}

// communeThen gives today's code of the commune that a code named on a day, "" where that is nobody, and for one that was divided
// the code itself cannot say where the address lies now.
func (w *World) communeThen(code string, then, now time.Time) string {
	ids := w.Org.PlaceCarriers(code, then, now)
	if len(ids) != 1 {
		return ""
	}
	if u := w.Org.UnitAt(ids[0], now); u != nil {
		return u.AdminCode
	}
	return ""
}

// filesOfOld looks at the files of a line: they are there, as large and with the hash that the line says.
func (o *Office) filesOfOld(j *oldJudged, dir fs.FS) error {
	for i := range j.d.Files {
		f := &j.d.Files[i]
		field := "files." + strconv.Itoa(i)
		hash, size, err := o.oldFile(f, dir)
		switch bad := fault.As(err); {
		case bad != nil:
			return bad.At(field)
		case err != nil:
			return err
		case f.SHA256 != "" && !strings.EqualFold(f.SHA256, hash):
			return fault.New(fault.Invalid, "bring.file-hash", "name", fileName(f.Path)).At(field)
		case f.Size != 0 && f.Size != size:
			return fault.New(fault.Invalid, "bring.file-size", "name", fileName(f.Path), "size", strconv.FormatInt(size, 10)).At(field)
		}
		name := f.Name
		if name == "" {
			name = f.Path
		}
		j.b.Files = append(j.b.Files, dossier.Attached{Paper: -1, Hash: hash, Name: fileName(name), Size: size})
	}
	return nil
}

// oldFile gives the hash and the size of a file: of one that is kept already by its hash alone, of others by reading them.
func (o *Office) oldFile(f *OldFile, dir fs.FS) (hash string, size int64, err error) {
	if f.Path == "" {
		body, ref, err := o.cfg.Blobs.Get(blob.Hash(strings.ToLower(f.SHA256)))
		if err != nil {
			return "", 0, fault.New(fault.Invalid, "bring.file-missing", "name", fileName(f.Name))
		}
		return string(ref.Hash), ref.Size, body.Close()
	}
	body, err := openOld(dir, f.Path)
	if err != nil {
		return "", 0, err
	}
	defer body.Close()
	sum := sha256.New()
	size, err = io.Copy(sum, io.LimitReader(body, maxFile+1))
	if err == nil && (size == 0 || size > maxFile) {
		err = fault.New(fault.Invalid, "bring.file-large", "name", fileName(f.Path), "most", strconv.Itoa(maxFile>>20))
	}
	return hex.EncodeToString(sum.Sum(nil)), size, err
}

// openOld opens a file beside the import's file, and nowhere else.
func openOld(dir fs.FS, path string) (fs.File, error) {
	switch {
	case dir == nil:
		return nil, fault.New(fault.Invalid, "bring.file-here", "name", fileName(path))
	case !fs.ValidPath(path) || strings.ContainsAny(path, "\\:\x00"):
		return nil, fault.New(fault.Invalid, "bring.file-path", "name", path)
	}
	f, err := dir.Open(path)
	if err != nil {
		return nil, fault.New(fault.Invalid, "bring.file-missing", "name", path)
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, f.Close(), fault.New(fault.Invalid, "bring.file-path", "name", path))
	}
	return f, nil
}

// keepOld keeps the files of a line; what was read before is judged by its content now.
func (o *Office) keepOld(j *oldJudged, dir fs.FS) error {
	for i := range j.b.Files {
		f, a := &j.d.Files[i], &j.b.Files[i]
		if f.Path == "" {
			body, ref, err := o.cfg.Blobs.Get(blob.Hash(a.Hash))
			if err != nil {
				return err
			}
			a.Type = ref.Type
			if err := body.Close(); err != nil {
				return err
			}
			continue
		}
		body, err := openOld(dir, f.Path)
		if err != nil {
			return err
		}
		ref, err := o.cfg.Blobs.Put(body, maxFile)
		if err = errors.Join(blob.Named(err, f.Path), body.Close()); err != nil {
			return err
		}
		if string(ref.Hash) != a.Hash {
			return fault.New(fault.Invalid, "bring.file-hash", "name", fileName(f.Path)).At("files." + strconv.Itoa(i))
		}
		a.Type = ref.Type
	}
	return nil
}

// oldCase is the case of a dossier that is to come in.
func (o *Office) oldCase(w *World, j *oldJudged, who Who, now time.Time) (*dossier.Case, error) {
	machine, err := w.Procedures.Machine(j.record.Code, j.record.Version, j.b.CaseID)
	if err != nil {
		return nil, err
	}
	f := dossier.Filing{Reception: j.b.Filing.Reception, Competent: j.b.Competent, Parties: j.b.Parties}
	return o.newCase(w, j.id, &judged{filing: f, record: j.record, machine: machine}, who, now), nil
}

// oldID gives the identity of a dossier of an older system: it follows from where it comes from, so that the same dossier is found
// again. One whose import was undone leaves the place to the next. there is its line as it came in, nil for none.
func (o *Office) oldID(ctx context.Context, r *store.Reader, system, code string) (id dossier.ID, there *dossier.Source, err error) {
	for n := 0; ; n++ {
		id = dossier.ID("OLD" + o.keyed("old-dossier", system+"\x00"+code+"\x00"+strconv.Itoa(n)))
		version, ok, err := r.Head(ctx, dossier.Stream(id))
		if err != nil || !ok {
			return id, nil, err
		}
		row, _, err := r.Dossier(ctx, string(id))
		if err != nil {
			return id, nil, err
		}
		if version > 0 && row.State == int(dossier.None) {
			continue
		}
		evs, err := r.HolderEvents(ctx, dossier.Stream(id))
		if err != nil {
			return id, nil, err
		}
		for i := range evs {
			if evs[i].Kind == dossier.KindImported {
				src, err := dossier.SourceOf(&evs[i])
				return id, &src, err
			}
		}
		return id, &dossier.Source{}, nil
	}
}

// onlyCase is the case of a procedure that has one process, "" where it has none or several.
func onlyCase(rec *procedure.Record) string {
	id := ""
	for i := range rec.Cases {
		if rec.Cases[i].Process == nil {
			continue
		}
		if id != "" {
			return ""
		}
		id = rec.Cases[i].ID
	}
	return id
}
