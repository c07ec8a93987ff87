package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/keep/blob"
	"motcua/office"
)

// keptPage lists messages of other systems, and mails, that were not carried out (thư, thông điệp đang giữ).
type keptPage struct {
	Base
	Chips []Chip
	Rows  []keptRow
	Next  string
	Empty Empty
}

// Template names the page's template.
func (*keptPage) Template() string { return "care/held" }

type keptRow struct {
	Href, Kind, System, Ref string
	Why                     []string
	At                      time.Time
	Pill                    Pill
}

var keptTones = map[string]Tone{"refused": Late, "automatic": Plain, "early": Wait, "overtaken": Plain, "new": Soon}

// keptMoment is how an instant stands in the address of the next page.
const keptMoment = time.RFC3339Nano

func (s *Site) keptBase(v text.Voice) Base {
	return Base{TitleKey: "kept.title", Audience: Desk, Nav: "care", Wide: true, Crumbs: []Crumb{{v.T("care.title"), "/care"}}}
}

func (s *Site) keptMessages(w http.ResponseWriter, r *http.Request) error {
	v, q := s.voice(r), r.URL.Query()
	before, _ := time.Parse(keptMoment, q.Get("before")) // a typed one that is none begins at the newest
	all, err := s.read(r).HeldMessages(q.Get("system"), q.Get("state"), before)
	if err != nil {
		return err
	}
	p := &keptPage{Base: s.keptBase(v), Empty: Empty{Title: v.T("kept.none"), Words: v.T("kept.none-words")}}
	for _, state := range append([]string{""}, office.HeldStates...) {
		words := v.T("kept.all")
		if state != "" {
			words = v.T("kept.state." + state)
		}
		p.Chips = append(p.Chips, Chip{Words: words, Count: -1, Href: address("/care/held", nil, "state", state, "system", q.Get("system")), Current: q.Get("state") == state})
	}
	for i := range all {
		p.Rows = append(p.Rows, keptRowOf(v, &all[i]))
	}
	if len(all) == office.HeldShown {
		p.Next = address("/care/held", nil, "state", q.Get("state"), "system", q.Get("system"), "before", all[len(all)-1].At.UTC().Format(keptMoment))
	}
	return s.Render(w, r, http.StatusOK, p)
}

func keptRowOf(v text.Voice, m *office.HeldMessage) keptRow {
	x := keptRow{Href: keptHref(m.System, m.ID), Kind: v.T("kept.kind." + strings.ReplaceAll(m.Kind, ".", "-")), System: m.System, Ref: m.Ref, At: m.At, Pill: Pill{keptTones[m.State], v.T("kept.state." + m.State)}}
	for _, why := range m.Why {
		x.Why = append(x.Why, keptWhy(v, why))
	}
	return x
}

func keptHref(system, id string) string {
	return "/care/held/" + url.PathEscape(system) + "/" + url.PathEscape(id)
}

// keptWhy says why a message was refused.
func keptWhy(v text.Voice, x office.Reason) string {
	if !v.Has(x.Key) {
		return x.Key
	}
	var args []any
	for k, a := range x.Args {
		if key, named := strings.CutPrefix(a, "@"); named && v.Has(key) {
			a = v.T(key)
		}
		args = append(args, k, a)
	}
	return v.T(x.Key, args...)
}

// keptOnePage is one such message, as far as the reader may know what it says.
type keptOnePage struct {
	Base
	Facts []Fact
	Why   []string
	Mail  []Fact
	Text  string
	Cut   bool
	Files []Link // pictures and papers inside it
	Take  string // address, "" where it cannot be taken
	Shut  bool   // the reader may not read it
}

// Template names the page's template.
func (*keptOnePage) Template() string { return "care/heldone" }

func (s *Site) keptMessage(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	m, err := s.read(r).HeldMessage(r.PathValue("system"), r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &keptOnePage{Base: s.keptBase(v), Text: m.Text, Shut: !m.MayRead}
	row := keptRowOf(v, &m)
	p.TitleKey, p.Title = "", row.Kind
	p.Crumbs = append(p.Crumbs, Crumb{v.T("kept.title"), "/care/held"})
	p.Why = row.Why
	if m.State == office.TakenAutomatic {
		why := "many"
		if m.Program != "" {
			why = m.Program
		}
		p.Why = append(p.Why, v.T("kept.program."+why))
	}
	if m.State == office.TakenOvertaken {
		p.Why = append(p.Why, v.T("kept.overtaken"))
	}
	p.Facts = []Fact{
		{Term: v.T("kept.system"), Words: m.System},
		{Term: v.T("kept.identity"), Words: m.ID, Code: true},
		{Term: v.T("kept.state"), Pill: &row.Pill},
		{Term: v.T("kept.came"), Words: v.DateTime(m.At)},
		{Term: v.T("kept.size"), Words: v.T("kept.kilobytes", "n", strconv.FormatInt((m.Size+1023)/1024, 10))},
		{Term: v.T("kept.until"), Words: v.Date(m.Until)},
	}
	if m.Ref != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("kept.ref"), Words: m.Ref})
	}
	if m.Petition != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("kept.petition"), Words: v.T("kept.open-petition"), Href: "/desk/petitions/" + string(m.Petition)})
	}
	if x := m.Mail; x != nil {
		p.Text, p.Cut = x.Text, x.Cut
		p.Mail = []Fact{
			{Term: v.T("kept.from"), Words: strings.TrimSpace(x.Name + " <" + x.From + ">")},
			{Term: v.T("kept.to"), Words: orNone(v, strings.Join(x.To, ", "))},
			{Term: v.T("kept.subject"), Words: orNone(v, x.Subject)},
		}
		if len(x.Files) > 0 {
			p.Mail = append(p.Mail, Fact{Term: v.T("kept.files"), Words: strings.Join(x.Files, ", ")})
		}
	}
	for i, f := range m.Files {
		p.Files = append(p.Files, Link{v.T("kept.file", "name", f.Name, "n", strconv.FormatInt((f.Size+1023)/1024, 10)), keptHref(m.System, m.ID) + "/files/" + strconv.Itoa(i)})
	}
	if m.MayTake {
		p.Take = keptHref(m.System, m.ID) + "/take"
	}
	return s.Render(w, r, http.StatusOK, p)
}

// keptFile opens a file of a message that was not carried out.
func (s *Site) keptFile(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		n = -1
	}
	name, kind, content, err := s.read(r).HeldFile(r.PathValue("system"), r.PathValue("id"), n)
	if err != nil {
		return err
	}
	return sendFile(w, r, bytes.NewReader(content), blob.Ref{Size: int64(len(content)), Type: kind}, name)
}

// takeKept takes a message after all.
func (s *Site) takeKept(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.o.Office.TakeHeld(r.Context(), who(r), r.PathValue("system"), r.PathValue("id")); err != nil {
		return err
	}
	s.flash(w, "kept.taken")
	return redirect(w, r, "/care/held")
}
