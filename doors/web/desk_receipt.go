package web

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"time"

	"motcua/keep/blob"
	"motcua/law/dossier"
)

// receiptPage is what a clerk sees the moment a dossier is received: the number, what was promised, the slip, and the next
// thing to do.
type receiptPage struct {
	Base
	ID, Code, Check string
	Name            string
	Applicant       string
	Due             time.Time
	NoDue           bool
	Why             Why
	HandOver        string
	Fee             Fact
	Competent       string
	Slip            string
	Many            string // one slip for this and those before
	ManyN           int
	Next            string
	Immediate       bool   // settled at once: no slip unless it is asked for
	Settle          string // where that is done
}

// Template names the page's template.
func (*receiptPage) Template() string { return "desk/receipt" }

func (s *Site) receipt(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("draft")
	view, err := s.read(r).Dossier(dossier.ID(id), "read.desk")
	if err != nil {
		return err
	}
	if view.Code == "" {
		return redirect(w, r, "/desk/dossiers/"+id+"/receive")
	}
	check, err := s.read(r).CheckCode(view.ID)
	if err != nil {
		return err
	}
	v := s.voice(r)
	p := &receiptPage{
		Base: Base{Title: v.T("receive.received"), Audience: Desk, Nav: "receive", Crumbs: []Crumb{{v.T("receive.title"), "/desk/receive"}}},
		ID:   id, Code: view.Code, Check: grouped(check), Applicant: view.Parties.Applicant.Name, Due: view.Promise.At, NoDue: view.Promise.At.IsZero(),
		Competent: unitWords(v, view.CompetentN), Slip: "/desk/dossiers/" + id + "/slip.pdf",
	}
	if view.Record != nil {
		p.Name = recordWords(v, view.Record)
	}
	if c := view.CaseDef; c != nil {
		// law: nd61-2018/17.4
		p.Immediate = c.Conduct.Immediate
	}
	p.Settle = "/desk/dossiers/" + id
	if s.read(r).SitsHere(view) {
		p.Immediate, p.Settle = true, p.Settle+"/sitting"
	}
	if !p.NoDue {
		p.Why = showWhy(v, s.o.Office.World().Calendar, view.Promise, "", Link{})
		if view.Promise.HandOver.After(view.Received) {
			p.HandOver = v.T("receive.hand-over", "time", v.DateTime(view.Promise.HandOver))
		}
	}
	p.Fee = Fact{Term: v.T("receive.fee"), Words: v.T("receive.free")}
	if view.Fee > 0 {
		p.Fee = Fact{Term: v.T("receive.fee"), Words: v.Money(view.Fee), Sub: v.T("dossier.finance." + string(view.Finance))}
	}
	with := withIDs(r.URL.Query(), id)
	q := url.Values{}
	for _, x := range with {
		q.Add("with", x)
	}
	q.Set("same", id)
	p.Next = "/desk/receive?" + q.Encode()
	if len(with) > 0 {
		p.ManyN = len(with) + 1
		p.Many = "/desk/dossiers/slips.pdf?" + url.Values{"id": append(with, id)}.Encode()
	}
	return s.Render(w, r, http.StatusOK, p)
}

// withIDs are the dossiers that were received just before for the same person.
func withIDs(q url.Values, but string) []string {
	var out []string
	for _, id := range q["with"] {
		if id != but && len(id) <= 40 && !slices.Contains(out, id) && len(out) < mostWith {
			out = append(out, id)
		}
	}
	return out
}

// grouped writes the ten characters of the check code so that they can be read out.
func grouped(check string) string {
	if len(check) != 10 {
		return check
	}
	return check[:5] + " " + check[5:]
}

// slip gives form 01 of a dossier (giấy tiếp nhận hồ sơ và hẹn trả kết quả).
func (s *Site) slip(w http.ResponseWriter, r *http.Request) error {
	pdf, name, err := s.read(r).Slip(dossier.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return sendPDF(w, r, pdf, name)
}

// slips gives one slip for several dossiers of one person.
func (s *Site) slips(w http.ResponseWriter, r *http.Request) error {
	var ids []dossier.ID
	for _, id := range r.URL.Query()["id"] {
		if !slices.Contains(ids, dossier.ID(id)) {
			ids = append(ids, dossier.ID(id))
		}
	}
	pdf, name, err := s.read(r).Slips(ids)
	if err != nil {
		return err
	}
	return sendPDF(w, r, pdf, name)
}

func sendPDF(w http.ResponseWriter, r *http.Request, pdf []byte, name string) error {
	return sendFile(w, r, bytes.NewReader(pdf), blob.Ref{Size: int64(len(pdf)), Type: "application/pdf"}, name)
}
