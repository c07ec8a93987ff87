package web

import (
	"net/http"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/office"
)

// leavePage asks an agent who signs out what becomes of the conversations that they have (đăng xuất khi đang giữ lượt liên hệ): whose
// agent has left, nobody sees to.
type leavePage struct {
	Base
	*Form
	Lead string
	Key  string
	Next string // where whoever signs out goes on
}

// Template names the page's template.
func (*leavePage) Template() string { return "care/leave" }

func (s *Site) leavePage(r *http.Request, failed error) (*leavePage, int64, error) {
	v := s.voice(r)
	key, err := s.formKey(r)
	if err != nil {
		return nil, 0, err
	}
	n, err := s.read(r).HeldContacts()
	if err != nil {
		return nil, 0, err
	}
	p := &leavePage{
		Base: Base{TitleKey: "care.leave.title", Audience: Desk, Nav: "care", Crumbs: []Crumb{{v.T("care.title"), "/care"}}}, Form: s.form(r, failed),
		Lead: v.T("care.shift-holds-lead", "name", s.personNamed(who(r).Person), "n", n), Key: key, Next: afterSignIn(r),
	}
	p.Add(heldField(v))
	return p, n, nil
}

func (s *Site) careLeave(w http.ResponseWriter, r *http.Request) error {
	p, n, err := s.leavePage(r, nil)
	if err != nil {
		return err
	}
	if n == 0 { // they were closed or handed out meanwhile
		return redirect(w, r, "/care")
	}
	return s.Render(w, r, http.StatusOK, p)
}

// leavesDesk carries out what an agent who signs out said of the conversations that they have. True: they are still to say it, and
// nobody is signed out.
func (s *Site) leavesDesk(w http.ResponseWriter, r *http.Request) (bool, error) {
	if x := who(r); x.Kind != access.Officer || x.Person == "" {
		return false, nil
	}
	n, err := s.read(r).HeldContacts()
	if f := fault.As(err); f != nil && f.Right {
		return false, nil // no part of the care desk
	}
	if err != nil || n == 0 {
		return false, err
	}
	held := r.PostFormValue("held")
	if held != office.HeldRelease && held != office.HeldKeep {
		return true, redirect(w, r, address("/care/leave", nil, "tiep", afterSignIn(r)))
	}
	err = s.o.Office.SignShift(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, "", false, held)
	switch f := fault.As(err); {
	case f == nil, f.Kind == fault.Internal:
		return false, err
	case f.Key == "care.shift-already", f.Key == "care.no-agent", f.Right:
		return false, nil // they keep what they have, as anybody whose session ends
	}
	p, _, e := s.leavePage(r, err)
	if e != nil {
		return false, e
	}
	return true, s.Again(w, r, p, err)
}
