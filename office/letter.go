package office

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/keep/blob"
	"motcua/keep/letter"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/words/calendar"
	"motcua/words/org"
)

// A letter is a view of its dossier: the received event has all that form 01 says, so its data can be made again, and
// the hash of the data stands beside the letter. The PDF is made on first demand and kept under its own hash.

// Slip gives the form 01 of a dossier that stands as PDF (giấy tiếp nhận hồ sơ và hẹn trả kết quả), the same bytes each time.
func (r *Reader) Slip(id dossier.ID) (pdf []byte, name string, err error) {
	f, err := r.papersOf(id)
	if err != nil {
		return nil, "", err
	}
	if !r.MayReadCheck(f.now) {
		return nil, "", r.noCheck(f.now)
	}
	all := f.letters
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Kind == LetterSlip {
			return r.letter(f, all[i])
		}
	}
	return nil, "", fault.New(fault.Refused, "letter.not-received")
}

// keepLetter keeps a PDF that was just made; when another made it first, theirs is given.
func (r *Reader) keepLetter(row store.LetterRow, pdf []byte, name string) ([]byte, string, error) {
	ref, err := r.o.cfg.Blobs.Put(bytes.NewReader(pdf), maxFile)
	if err != nil {
		return nil, "", err
	}
	var stands []byte
	err = r.o.db.Write(r.ctx, func(tx *store.Tx) error {
		_, ok, err := tx.Letter(r.ctx, row.ID)
		if err == nil && !ok {
			err = tx.PutLetter(row)
		}
		if err == nil {
			stands, err = tx.SetPDF(row.ID, []byte(ref.Hash))
		}
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("keep letter %s: %w", row.ID, err)
	}
	if string(stands) == string(ref.Hash) {
		return pdf, name, nil
	}
	b, err := r.kept(string(stands))
	return b, name, err
}

// kept reads a kept file whole.
func (r *Reader) kept(hash string) ([]byte, error) {
	f, _, err := r.o.cfg.Blobs.Get(blob.Hash(hash))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// slip is what form 01 of a dossier says.
func (r *Reader) slip(v *DossierView) letter.Slip {
	s := letter.Slip{
		Letterhead: r.letterhead(v, v.Received), Code: v.Code, Applicant: r.onPaper(v.Parties.Applicant), Procedure: v.Record.Name,
		ProcedureCode: string(v.Procedure), FeeWay: r.feeWay(v.Fee, v.FeePaid), Sets: v.Sets,
		Limit: r.limitWords(v.Promise), Received: v.Received, Due: v.Promise.Original, ResultWay: r.say("letter.result." + v.Return), ResultPlace: v.ReceptionN.Name, Again: v.Slips,
		ByApplicant: letter.Signature{Name: v.Parties.Applicant.Name}, ByOfficer: r.receiver(v),
		Lookup: letter.Lookup{URL: r.lookupURL(v.Code, v.Check), CheckCode: v.Check},
	}
	if v.CaseDef != nil && len(v.Record.Cases) > 1 {
		s.Case = v.CaseDef.Name.VI
	}
	if v.Parties.Owner.Name != v.Parties.Applicant.Name || v.Parties.Owner.Number != v.Parties.Applicant.Number {
		s.Owner = r.onPaper(v.Parties.Owner)
	}
	if v.Slips > 0 {
		for _, st := range v.History {
			if st.Kind == dossier.KindReprinted {
				s.Date = st.At
			}
		}
	}
	s.Papers = paperRows(v)
	s.Why = r.whyFirst(v.Promise)
	return s
}

// whyFirst says why the date that was promised at reception was that date, whatever moved it later; "" when the calendar
// of today counts another one.
func (r *Reader) whyFirst(p dossier.Promise) string {
	p.Turns = nil
	if p.NoDue {
		return ""
	}
	due, err := p.Recount(r.w.Calendar)
	if err != nil || !due.At.Equal(p.Original) {
		return ""
	}
	var why []string
	for _, reason := range due.Reasons("vi") {
		why = append(why, r.sayArgs(reason.Key, reason.Args))
	}
	return strings.Join(why, " ")
}

// letterhead is who issues a letter of a dossier at a moment; a dossier that was not received has letters too.
func (r *Reader) letterhead(v *DossierView, at time.Time) letter.Letterhead {
	city, centre := "", ""
	for _, u := range r.w.Org.Units(at, org.City, org.Centre) {
		if u.Kind == org.City {
			city = u.Name
		} else {
			centre = u.Name
		}
	}
	_, serial, _ := strings.Cut(v.Code, "-")
	where, _ := r.w.Setting("letter.place").Value.(string) // "" prints the date alone
	phone, _ := r.w.Setting("notice.phone").Value.(string)
	return letter.Letterhead{
		Superior: city, Agency: centre, Desk: v.ReceptionN.Name, Number: serial + "/TNHS", Place: where, Date: at, Phone: phone,
		Demo: v.Demo || v.Received.IsZero() && r.o.cfg.Demo, // the mark of the dossier itself is set at reception
	}
}

func (r *Reader) receiver(v *DossierView) letter.Signature {
	for _, s := range v.Steps {
		if s.Kind == dossier.KindReceived {
			sig := letter.Signature{Name: r.w.person(s.Actor).Name, At: s.At}
			for _, p := range r.w.Org.PostsOf(org.PersonID(s.Actor), s.At) {
				if string(p.Unit) == s.Unit {
					sig.Title = p.Title
				}
			}
			return sig
		}
	}
	return letter.Signature{}
}

func paperRows(v *DossierView) []letter.Paper {
	var out []letter.Paper
	for _, h := range v.Papers {
		if v.CaseDef == nil || h.Index >= len(v.CaseDef.Papers) {
			continue
		}
		out = append(out, letter.Paper{
			Name: v.CaseDef.Papers[h.Index].Name, Originals: h.Originals, Certified: h.Copies, Copies: h.Plain, Electronic: h.Digital || h.ReusedBy != "",
		})
	}
	return out
}

func (r *Reader) onPaper(p dossier.Party) letter.Person {
	return letter.Person{Name: p.Name, ID: p.Number, Address: r.address(p.Address, r.now), Phone: p.Phone, Email: p.Email}
}

// address is an address in one line on a paper, which is Vietnamese.
func (r *Reader) address(a dossier.Address, at time.Time) string { return r.w.Address(a, at, "vi") }

func (r *Reader) feeWay(fee int64, paid bool) string {
	switch {
	case fee == 0:
		return r.say("letter.fee.none")
	case paid:
		return r.sayArgs("letter.fee.paid", fault.Args{"sum": vn.FormatVND(fee)})
	default:
		return r.sayArgs("letter.fee.due", fault.Args{"sum": vn.FormatVND(fee)})
	}
}

func (r *Reader) limitWords(p dossier.Promise) string {
	if p.SameDay {
		return r.say("letter.limit.same-day")
	}
	l, err := calendar.ParseLimit(p.Limit)
	if err != nil {
		return r.say("letter.limit.none")
	}
	return r.sayArgs("letter.limit."+string(l.Unit), fault.Args{"n": fmt.Sprint(l.N)})
}

// say gives the Vietnamese words of papers; papers have one language by law.
func (r *Reader) say(key string) string { return r.o.words.T(text.VI, key) }

func (r *Reader) sayArgs(key string, args fault.Args) string {
	var pairs []any
	for k, v := range args {
		pairs = append(pairs, k, v)
	}
	return r.o.words.T(text.VI, key, pairs...)
}

// lookupURL is what the QR code says: the secret stands in the fragment, which browsers never send.
func (r *Reader) lookupURL(code, check string) string {
	base := r.o.cfg.Base
	if base == "" {
		base = "http://127.0.0.1:8080"
	}
	return base + "/tra-cuu#" + url.PathEscape(code) + "." + check
}

// mostSlips is how many dossiers one slip lists.
const mostSlips = 20

// Slips gives one slip for several dossiers of one applicant, received at one desk.
func (r *Reader) Slips(ids []dossier.ID) (pdf []byte, name string, err error) {
	if len(ids) == 0 || len(ids) > mostSlips {
		return nil, "", fault.New(fault.Invalid, "letter.many", "most", fmt.Sprint(mostSlips))
	}
	if len(ids) == 1 {
		return r.Slip(ids[0])
	}
	var many letter.SlipMany
	var fee int64
	var number string
	paid := true // all that cost something
	slices.Sort(ids)
	for i, id := range ids {
		v, err := r.Dossier(id, "read.slip")
		if err != nil {
			return nil, "", err
		}
		if v.Code == "" {
			return nil, "", fault.New(fault.Refused, "letter.not-received")
		}
		if !r.MayReadCheck(v.Dossier) {
			return nil, "", r.noCheck(v.Dossier)
		}
		s := r.slip(v)
		if i == 0 {
			number = v.Parties.Applicant.Number
			many = letter.SlipMany{
				Letterhead: s.Letterhead, Code: s.Code, Applicant: s.Applicant, Received: s.Received, ResultWay: s.ResultWay,
				ResultPlace: s.ResultPlace, ByApplicant: s.ByApplicant, ByOfficer: s.ByOfficer, Lookup: s.Lookup,
			}
		}
		if v.Parties.Applicant.Number != number {
			return nil, "", fault.New(fault.Invalid, "letter.one-person")
		}
		fee += v.Fee
		paid = paid && (v.Fee == 0 || v.FeePaid)
		item := letter.Item{Code: v.Code, Procedure: s.Procedure, Case: s.Case, Owner: s.Owner.Name, CheckCode: v.Check, Limit: s.Limit, Due: s.Due}
		many.Dossiers = append(many.Dossiers, item)
	}
	many.FeeWay = r.feeWay(fee, paid)
	pdf, err = r.o.cfg.Letters.SlipMany(many)
	return pdf, "01-" + many.Code + "-" + fmt.Sprint(len(ids)) + ".pdf", err
}

// File opens a file of a dossier for those who may read it: one that came with it, or its result.
func (r *Reader) File(id dossier.ID, hash string) (io.ReadSeekCloser, blob.Ref, string, error) {
	v, err := r.Dossier(id, "read.file")
	if err != nil {
		return nil, blob.Ref{}, "", err
	}
	name := ""
	for _, f := range v.Files {
		if f.Hash == hash {
			name = f.Name
		}
	}
	for _, x := range v.Visits {
		for _, f := range x.Files {
			if f.Hash == hash && v.Officer { // what officers wrote and photographed on site
				name = f.Name
			}
		}
	}
	if v.Draft.File == hash && hash != "" && v.Officer { // not decided yet
		name = v.Code + "-du-thao"
	}
	for _, x := range append(v.Earlier, v.Result) {
		if x.File == hash && hash != "" {
			name = v.Code + "-ket-qua"
		}
	}
	if name == "" {
		return nil, blob.Ref{}, "", fault.New(fault.Missing, "blob.missing")
	}
	f, ref, err := r.o.cfg.Blobs.Get(blob.Hash(hash))
	return f, ref, name, err
}
