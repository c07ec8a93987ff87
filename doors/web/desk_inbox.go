package web

import (
	"net/http"
	"strconv"

	"motcua/ground/text"
	"motcua/office"
)

// inboxPage lists what was filed online and is not received (hồ sơ trực tuyến chờ tiếp nhận): each has eight working hours.
// choice: one working day is what the press reports of Article 17 of NĐ 118/2025; its text was not read.
type inboxPage struct {
	Base
	Today  string
	Chips  []Chip
	Filter deskFilter
	Rows   []inboxRow
	Pages  Pages
	Empty  Empty
}

// Template names the page's template.
func (*inboxPage) Template() string { return "desk/inbox" }

// An inboxRow is a dossier that waits to be received.
type inboxRow struct {
	deskRow
	By      string // until when it has to be received
	Subject string
}

func (s *Site) inbox(w http.ResponseWriter, r *http.Request) error {
	v, l, rd := s.voice(r), s.lensOf(r, "/desk/inbox"), s.read(r)
	f := l.filter()
	f.States, f.Late, f.Open = nil, nil, nil
	switch l.get("chip") {
	case "late":
		f.DueTo = rd.Now()
	case "today":
		f.DueFrom, f.DueTo = rd.Now(), endOfDay(rd.Now())
	}
	var list office.List[office.Row]
	var err error
	asked := office.Stage(l.get("chip"))
	if asked == office.StageAwaited || asked == office.StageSupplied {
		f.Stage = asked
		list, err = rd.AskedOnline(f)
	} else {
		f.Stage, asked = "", ""
		list, err = rd.Unreceived(f)
	}
	if err != nil {
		return err
	}
	counts, err := rd.WaitCounts()
	if err != nil {
		return err
	}
	p := &inboxPage{
		Base:  Base{TitleKey: "receive.inbox", Audience: Desk, Nav: "inbox", Crumbs: []Crumb{{v.T("desk.title"), "/desk"}}},
		Today: s.today(v), Filter: s.deskFilter(r, v, l), Pages: l.pages(v, len(list.Rows), list.Total, list.Next),
	}
	for _, c := range []struct {
		chip string
		n    int
		tone Tone
	}{{"", counts.All, Plain}, {"late", counts.Late, Late}, {"today", counts.Today, Soon}, {"supplied", counts.Supplied, Soon}, {"awaited", counts.Awaited, Wait}} {
		key := "receive.chip-all"
		if c.chip != "" {
			key = "receive.chip-" + c.chip
		}
		p.Chips = append(p.Chips, Chip{Words: v.T(key), Count: int64(c.n), Href: l.with("chip", c.chip), Current: l.get("chip") == c.chip, Tone: c.tone})
	}
	for _, row := range list.Rows {
		x := s.inboxRow(v, row)
		if asked != "" {
			x.Href, x.Time, x.By = "/desk/dossiers/"+row.ID, Pill{Tone: Wait, Words: v.T("life.awaited")}, ""
			if asked == office.StageSupplied {
				x.Time = Pill{Tone: Soon, Words: v.T("life.to-confirm")}
			}
		}
		p.Rows = append(p.Rows, x)
	}
	if len(p.Rows) == 0 {
		p.Empty = Empty{Title: v.T("receive.inbox-empty"), Words: v.T("receive.inbox-empty-words"), Link: Link{v.T("receive.title"), "/desk/receive"}}
		if len(l.q) > 0 {
			p.Empty = Empty{Title: v.T("desk.empty-filter"), Words: v.T("desk.empty-filter-words"), Link: Link{v.T("desk.clear"), "/desk/inbox"}}
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// inboxRow shows how much of the eight hours is left.
func (s *Site) inboxRow(v text.Voice, row office.Row) inboxRow {
	x := inboxRow{deskRow: s.rowOf(v, row), By: v.Short(row.AckBy), Subject: row.Subject}
	x.Href, x.Unit = "/desk/dossiers/"+row.ID+"/receive", unitWords(v, row.Reception)
	x.Time = ackPill(v, row.LeftMinutes)
	return x
}

// ackPill says how long a desk still has to receive.
func ackPill(v text.Voice, left int64) Pill {
	switch {
	case left < 0:
		return Pill{Tone: Late, Words: text.Upper(v.Left(int(left)))}
	case left < soonMinutes/4:
		return Pill{Tone: Soon, Words: text.Upper(v.Left(int(left)))}
	}
	return Pill{Tone: Wait, Words: text.Upper(v.Left(int(left)))}
}

func seenVersion(r *http.Request) int64 {
	n, _ := strconv.ParseInt(r.PostForm.Get("seen"), 10, 64) // 0 does not care
	return n
}
