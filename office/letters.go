package office

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/keep/letter"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/ledger"
)

// A letter is a view of one event: what the dossier was when the event had happened. Its identity is the dossier, the kind
// and the version of the event, so that a second request has a second form 02, and the first stays as it was.

// The kinds of letter, whatever number the set of forms gives them.
const (
	LetterSlip       = "slip"       // 01 giấy tiếp nhận hồ sơ và hẹn trả kết quả
	LetterSupplement = "supplement" // 02 phiếu yêu cầu bổ sung, hoàn thiện hồ sơ
	LetterRefusal    = "refusal"    // 03 phiếu từ chối tiếp nhận giải quyết hồ sơ
	LetterApology    = "apology"    // 04 văn bản xin lỗi
	LetterStop       = "stop"       // 05 thông báo dừng giải quyết hồ sơ
	LetterControl    = "control"    // 06 phiếu kiểm soát quá trình giải quyết hồ sơ
	LetterRegister   = "register"   // 07 sổ theo dõi hồ sơ
	LetterTransfer   = "transfer"   // phiếu chuyển hồ sơ liên thông
	LetterReceipt    = "receipt"    // giấy biên nhận trả kết quả
	LetterResult     = "result"     // thông báo kết quả của hồ sơ giải quyết theo ủy quyền
	LetterGuidance   = "guidance"   // 02 at a counter, before anything was received: phiếu hướng dẫn hoàn thiện hồ sơ
)

// A Letter is one paper that a dossier has.
type Letter struct {
	Kind    string
	Version int64  // of the event it is a view of
	Form    string // number in the set of forms; "" for a slip outside it
	Title   string // Vietnamese, as printed
	At      time.Time
	Nth     int  // among those of its kind, from 1 on
	Void    bool // a slip that a new one replaced

	said   dossier.Said
	form   string // name of the form in its set
	guided *dossier.Guidance
}

// Forms lists the templates of papers, set by set.
func (o *Office) Forms() []letter.FormInfo {
	if o.cfg.Letters == nil {
		return nil
	}
	return o.cfg.Letters.Forms()
}

// deskOnly are letters that go from hand to hand between officers.
var deskOnly = []string{LetterControl, LetterTransfer}

// A file (bộ giấy tờ) is a dossier's events with the letters that they make.
type file struct {
	id      dossier.ID
	events  []ledger.Event
	now     *dossier.Dossier
	set     string
	letters []Letter
}

// Letters lists the papers that a dossier has for those who may read it, the oldest first. Owners see those that are
// theirs.
func (r *Reader) Letters(id dossier.ID) ([]Letter, error) {
	f, err := r.papersOf(id)
	if err != nil {
		return nil, err
	}
	return f.letters, nil
}

// Letter gives a letter as PDF: made on first demand, kept under its own hash, the same bytes each time. The reading is in
// the read log before anything is returned.
func (r *Reader) Letter(id dossier.ID, kind string, version int64) (pdf []byte, name string, err error) {
	f, err := r.papersOf(id)
	if err != nil {
		return nil, "", err
	}
	i := slices.IndexFunc(f.letters, func(l Letter) bool { return l.Kind == kind && l.Version == version })
	if i < 0 {
		return nil, "", fault.New(fault.Missing, "letter.missing")
	}
	return r.letter(f, f.letters[i])
}

// papersOf reads a dossier's events for those who may read the dossier.
func (r *Reader) papersOf(id dossier.ID) (*file, error) {
	evs, err := r.db.Events(r.ctx, dossier.Stream(id))
	if err != nil {
		return nil, err
	}
	f := &file{id: id, events: evs}
	if f.now, err = dossier.Fold(id, evs); err != nil {
		return nil, err
	}
	if len(evs) == 0 {
		return nil, fault.New(fault.Missing, "dossier.missing")
	}
	if err := r.mayRead(f.now); err != nil {
		return nil, err
	}
	if f.now.Erased {
		return f, nil // a paper without anybody's name is none
	}
	if f.letters, err = r.guidances(id); err != nil {
		return nil, err
	}
	return f, r.listLetters(f)
}

// listLetters finds the letters that the events make.
func (r *Reader) listLetters(f *file) error {
	if r.o.cfg.Letters == nil {
		return nil
	}
	day := f.now.Received
	if day.IsZero() {
		day = f.now.Filed
	}
	f.set = r.o.cfg.Letters.SetAt(day)
	slips := r.MayReadCheck(f.now)
	count := map[string]int{}
	add := func(kind, form string, s dossier.Said) {
		if r.who.Kind == access.Citizen && slices.Contains(deskOnly, kind) {
			return
		}
		if kind == LetterSlip && !slips {
			return
		}
		count[kind]++
		l := Letter{Kind: kind, Version: s.Version, At: s.At, Nth: count[kind], said: s, form: form}
		l.Form, l.Title = r.o.cfg.Letters.NoticeForm(f.set, form)
		if kind == LetterSlip {
			l.Form, l.Title = r.o.cfg.Letters.SlipForm()
		}
		f.letters = append(f.letters, l)
	}
	for i := range f.events {
		s, err := dossier.Say(&f.events[i])
		if err != nil {
			return err
		}
		r.letterOf(f, s, add)
	}
	for i := range f.letters {
		f.letters[i].Void = f.letters[i].Kind == LetterSlip && f.letters[i].Nth < count[LetterSlip]
	}
	if !f.now.Received.IsZero() {
		e := &f.events[len(f.events)-1]
		add(LetterControl, LetterControl, dossier.Said{Kind: e.Kind, Version: e.Version, At: e.At})
	}
	return nil
}

// letterOf says which letters one event makes.
func (r *Reader) letterOf(f *file, s dossier.Said, add func(kind, form string, s dossier.Said)) {
	switch s.Kind {
	case dossier.KindReceived:
		add(LetterSlip, "", s)
		if len(r.interlinkedWork(f.now, s.At)) > 1 {
			add(LetterTransfer, LetterTransfer, s)
		}
	case dossier.KindReprinted:
		add(LetterSlip, "", s)
	case dossier.KindAsked:
		add(LetterSupplement, LetterSupplement, s)
	case dossier.KindDeclined:
		add(LetterRefusal, "refusal-reception", s)
	case dossier.KindRefused:
		if s.Final {
			add(LetterRefusal, "refusal-exam", s)
		}
	case dossier.KindApologised:
		if s.Late {
			add(LetterApology, "apology-late", s)
		} else {
			add(LetterApology, LetterApology, s)
		}
	case dossier.KindStopped:
		add(LetterStop, LetterStop, s)
	case dossier.KindGranted:
		add(LetterStop, "stop-withdrawal", s)
	case dossier.KindIssued:
		// choice: a result that was decided on another's power says so on a paper; others have their own document alone.
		if by := f.now.Signed; by != nil && by.Kind == dossier.ByDelegation {
			add(LetterResult, LetterResult, s)
		}
	case dossier.KindHandedOver:
		add(LetterReceipt, LetterReceipt, s)
	}
}

// letterID names a letter in the store; the first slip has the name that it had when there was but one.
func letterID(id dossier.ID, l Letter) string {
	if l.Kind == LetterSlip && l.Nth == 1 {
		return "form01/" + string(id)
	}
	return l.Kind + "/" + string(id) + "/" + strconv.FormatInt(l.Version, 10)
}

// letter gives the bytes of a letter that the reader may have.
func (r *Reader) letter(f *file, l Letter) (pdf []byte, name string, err error) {
	line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: string(f.id), Purpose: "read.letter." + l.Kind}
	if err := r.o.db.LogRead(r.ctx, line); err != nil {
		return nil, "", err
	}
	return r.madeOnce(f.id, l, letterName(f, l), func() (letter.Printable, error) { return r.printable(f, l) })
}

// madeOnce gives a letter's kept bytes, or makes and keeps them.
func (r *Reader) madeOnce(id dossier.ID, l Letter, name string, data func() (letter.Printable, error)) ([]byte, string, error) {
	row, ok, err := r.db.Letter(r.ctx, letterID(id, l))
	if err != nil {
		return nil, "", err
	}
	if ok && row.PDFHash != nil {
		b, err := r.kept(string(row.PDFHash))
		return b, name, err
	}
	row = store.LetterRow{ID: letterID(id, l), Dossier: string(id), Kind: l.Kind, At: l.At}
	p, err := data()
	if err != nil {
		return nil, "", err
	}
	var pdf []byte
	var hash [32]byte
	switch x := p.(type) {
	case letter.Slip:
		row.Template, hash = letter.TemplateVersion, letter.DataHash(x)
		pdf, err = r.o.cfg.Letters.Slip(x)
	case letter.Notice:
		row.Template, hash = r.o.cfg.Letters.NoticeVersion(x.Set, x.Form), r.o.cfg.Letters.DataHash(x)
		pdf, err = r.o.cfg.Letters.Notice(x)
	}
	if err != nil {
		return nil, "", fmt.Errorf("print letter %s %d of dossier %s: %w", l.Kind, l.Version, id, err)
	}
	if row.Data, err = json.Marshal(p); err != nil {
		return nil, "", err
	}
	row.DataHash = hash[:]
	return r.keepLetter(row, pdf, name)
}

// letterName is under which name a letter is saved.
func letterName(f *file, l Letter) string {
	if l.guided != nil {
		return l.Form + "-" + l.guided.Code + ".pdf"
	}
	form := l.Form
	if form == "" {
		form = l.Kind
	}
	name := form + "-" + codeOf(f.now)
	if l.Nth > 1 {
		name += "-" + strconv.Itoa(l.Nth)
	}
	return name + ".pdf"
}

// codeOf is the dossier's code; before reception the one it was filed under, else its identity.
func codeOf(d *dossier.Dossier) string {
	switch {
	case d.Code != "":
		return d.Code
	case len(d.Codes) > 0 && barred(d.Codes[0].Code):
		return d.Codes[0].Code
	}
	return string(d.ID)
}

// barred says whether a bar code can carry a code of another system.
func barred(code string) bool {
	for _, c := range code {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return len(code) <= 60
}

// printable is the data of a letter, made of the dossier as it was when the letter's event had happened.
func (r *Reader) printable(f *file, l Letter) (letter.Printable, error) {
	if l.guided != nil {
		return r.guidance(l.guided), nil
	}
	n := slices.IndexFunc(f.events, func(e ledger.Event) bool { return e.Version == l.Version })
	d, err := dossier.Fold(f.id, f.events[:n+1])
	if err != nil {
		return nil, err
	}
	v := r.paperView(d, l.At)
	if l.Kind == LetterSlip {
		return r.slip(v), nil
	}
	return r.notice(f, v, l), nil
}

// paperView is the dossier as letters show it: names as of the moment, nothing of what the reader may do.
func (r *Reader) paperView(d *dossier.Dossier, at time.Time) *DossierView {
	v := &DossierView{Dossier: d, Officer: true, Record: r.w.Procedures.Version(d.Procedure, d.ProcVersion)}
	v.CaseDef = v.Record.Case(d.Case)
	v.ReceptionN, v.CompetentN = r.w.unit(d.Reception, at), r.w.unit(d.Competent, at)
	for _, s := range d.History {
		v.Steps = append(v.Steps, StepView{Step: s, UnitName: r.w.unit(s.Unit, s.At), NodeName: nodeName(d, s.Token)})
	}
	return v
}

// mostLetters is how many letters one batch prints.
// choice: a morning's work of a busy counter; more are printed in turns.
const mostLetters = 100

// Batch prints the newest letter of a kind of several dossiers as one PDF. A dossier that has none is left out and counted.
func (r *Reader) Batch(kind string, ids []dossier.ID) (pdf []byte, name string, left int, err error) {
	if err := access.May(r.who, "search", access.Object{}); err != nil {
		return nil, "", 0, err
	}
	if len(ids) == 0 || len(ids) > mostLetters {
		return nil, "", 0, fault.New(fault.Invalid, "letter.batch", "most", strconv.Itoa(mostLetters))
	}
	var all []letter.Printable
	var lines []store.ReadRow
	title := ""
	for _, id := range ids {
		f, err := r.papersOf(id)
		if err != nil {
			return nil, "", 0, err
		}
		i := len(f.letters) - 1
		for i >= 0 && f.letters[i].Kind != kind {
			i--
		}
		if i < 0 {
			left++
			continue
		}
		p, err := r.printable(f, f.letters[i])
		if err != nil {
			return nil, "", 0, err
		}
		title = f.letters[i].Title
		all = append(all, p)
		lines = append(lines, store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: string(id), Purpose: "read.letter." + kind})
	}
	if len(all) == 0 {
		return nil, "", left, fault.New(fault.Missing, "letter.missing")
	}
	if err := r.o.db.LogRead(r.ctx, lines...); err != nil {
		return nil, "", left, err
	}
	pdf, err = r.o.cfg.Letters.Batch(title, all...)
	return pdf, kind + "-" + strconv.Itoa(len(all)) + ".pdf", left, err
}
