package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
)

// What all lists of the desk share: filters in the address, paging, and how a row looks.

// deskPage is how many rows a page of a desk list has.
const deskPage = 50

// longestFilter is how long a filter of an address may be; a longer one is none.
const longestFilter = 500

// A lens is a list's address with its filters.
type lens struct {
	path string
	q    url.Values
	text string // words that the address has sealed
}

// lensOf reads the filters of a request, also of a form that carries them on.
func (s *Site) lensOf(r *http.Request, path string) lens {
	l := lens{path: path, q: url.Values{}}
	for k, vs := range r.URL.Query() {
		if len(vs) > 0 && vs[0] != "" && len(vs[0]) < 2*longestFilter && k != "lang" {
			l.q.Set(k, strings.TrimSpace(vs[0]))
		}
	}
	return s.openLens(r, l)
}

// openLens reads the words that the address has sealed; what another account sealed is no filter.
func (s *Site) openLens(r *http.Request, l lens) lens {
	if sealed := l.q.Get(soughtParam); sealed != "" {
		if l.text = openWords(s.wordsSecret(r), sealed); l.text == "" {
			l.q.Del(soughtParam)
		}
	}
	return l
}

func (l lens) get(name string) string {
	if name == "q" && l.text != "" {
		return l.text
	} else if name == "q" {
		return scanned(l.q.Get(name))
	}
	return l.q.Get(name)
}

// with is the address with some filters changed; "" takes one away. It leads to the first page.
func (l lens) with(pairs ...string) string {
	q := url.Values{}
	for k, vs := range l.q {
		q[k] = vs
	}
	for _, k := range []string{"after", "back", "as"} {
		q.Del(k)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return l.path
	}
	return l.path + "?" + q.Encode()
}

// date reads a day of a filter; zero when there is none or it is no day.
func (l lens) date(name string) time.Time {
	t, ok := ReadDate(l.get(name))
	if !ok {
		return time.Time{}
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, calendar.Zone)
}

// flag reads a filter of yes or no; nil when it is not set.
func (l lens) flag(name string) *bool {
	switch l.get(name) {
	case "1":
		yes := true
		return &yes
	case "0":
		no := false
		return &no
	}
	return nil
}

// keep are the filters as hidden fields of a form, without those that the form asks for itself.
func (l lens) keep(but ...string) map[string]string {
	out := map[string]string{}
	for k := range l.q {
		if k != "after" && k != "back" && k != "as" && !slices.Contains(but, k) {
			out[k] = l.q.Get(k)
		}
	}
	return out
}

// pages makes the way through a list of which total rows exist; next is the cursor of the page after.
func (l lens) pages(v text.Voice, rows, total int, next string) Pages {
	back := l.get("back")
	n := strings.Count(back, "~")
	p := Pages{From: int64(n*deskPage + 1), To: int64(n*deskPage + rows), Total: int64(total), Word: v.T("desk.word")}
	if rows == 0 {
		p.From = 0
	}
	if next != "" {
		p.Next = l.with("after", next, "back", back+"~"+l.get("after"))
	}
	if i := strings.LastIndex(back, "~"); i >= 0 {
		p.Prev = l.with("after", back[i+1:], "back", back[:i])
	}
	return p
}

// filter reads what every list understands.
func (l lens) filter() office.Filter {
	f := office.Filter{
		Text: l.get("q"), Unit: l.get("unit"), By: l.get("by"), Below: l.get("below") == "1", Stage: office.Stage(l.get("stage")), Procedure: procedure.ID(l.get("procedure")),
		Sector: l.get("sector"), Holder: l.get("holder"), Late: l.flag("late"), Open: l.flag("open"), After: l.get("after"), Limit: deskPage, ByDue: l.get("sort") == "due",
	}
	f.Finance, f.Hand, f.Exchange = dossier.Finance(l.get("finance")), dossier.Hand(l.get("hand")), dossier.Exchange(l.get("exchange"))
	if n, err := strconv.Atoi(l.get("channel")); err == nil {
		f.Channel = procedure.Channel(n)
	}
	for _, x := range strings.Split(l.get("state"), ",") {
		if n, err := strconv.Atoi(x); err == nil && n > 0 && n <= int(dossier.HandedOver) {
			f.States = append(f.States, dossier.State(n))
		}
	}
	f.From, f.To = l.date("from"), dayAfter(l.date("to"))
	f.EndedFrom, f.EndedTo = l.date("ended-from"), dayAfter(l.date("ended-to"))
	f.Moved = l.date("moved")
	f.OpenAt = dayAfter(l.date("open-at"))
	f.DueFrom, f.DueTo = l.date("due-from"), dayAfter(l.date("due-to"))
	return f
}

// dayAfter makes the last day of a filter the moment at which it ends.
func dayAfter(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.AddDate(0, 0, 1)
}

// A deskRow is one line of a desk list.
type deskRow struct {
	Mark            string // value of the box that marks it, "" = it cannot be marked
	Href            string // "" = the reader may not open it
	Code, Owner     string
	Sub             string // small line under the owner
	Procedure, Step string
	StepDue         string // when the step is due, in words
	StepLate        bool
	Claim           bool // the reader may take the step
	Time            Pill
	Way             Way
	Holder          string
	Free            bool // nobody holds it
	Unit            string
	When            time.Time // received, or filed
	Channel         string
}

// rowOf shows a dossier of a list.
func (s *Site) rowOf(v text.Voice, r office.Row) deskRow {
	d := deskRow{
		Code: r.Code, Owner: r.Owner, Procedure: procWords(v, r), Step: r.Steps, Time: rowPill(v, r),
		Way: s.rowWay(v, r, HeldByDesk), Unit: unitWords(v, r.Competent), When: r.Received, Channel: v.T("dossier.channel." + strconv.Itoa(int(r.Channel))),
	}
	if r.ID != "" {
		d.Href = "/desk/dossiers/" + r.ID
	}
	if d.Code == "" {
		d.Code, d.When = r.External, r.Filed
	}
	if d.Code == "" {
		d.Code = v.T("desk.no-code")
	}
	if r.Applicant != "" && r.Applicant != r.Owner {
		d.Sub = v.T("desk.handed-in-by", "name", r.Applicant)
	}
	return d
}

// procWords is the procedure's name in a list.
func procWords(v text.Voice, r office.Row) string {
	if v.Lang == text.EN && r.ProcNameEN != "" {
		return r.ProcNameEN
	}
	return r.ProcName
}

// rowWay is the bar of a list: how much of the promised time was used, in the colour of who has it now.
func (s *Site) rowWay(v text.Voice, r office.Row, holder Holder) Way {
	cal := s.o.Office.World().Calendar
	if r.Received.IsZero() || r.Due.IsZero() || !r.Ended.IsZero() || cal == nil {
		return Way{}
	}
	whole := cal.WorkingMinutes(r.Received, r.Due)
	used, left, over := whole-r.LeftMinutes, r.LeftMinutes, int64(0)
	if left < 0 {
		used, left, over = whole, 0, -r.LeftMinutes
	}
	return NewWay(v, "", []Held{
		{holder, v.T("desk.used"), int(used)},
		{HeldByNobody, v.T("show.held.left"), int(left)},
		{HeldTooLong, v.T("show.held.over"), int(over)},
	})
}

// taskRowOf shows a piece of work of the worklist.
func (s *Site) taskRowOf(v text.Voice, t office.TaskRow) deskRow {
	holder := HeldByAgency
	switch {
	case t.Work == procedure.Pay:
		holder = HeldByCitizen
	case t.Unit.ID == t.Reception.ID:
		holder = HeldByDesk
	}
	d := s.rowOf(v, t.Row)
	d.Step, d.Unit = t.Node.In(string(v.Lang)), unitWords(v, t.Unit)
	if t.OnWay {
		d.Step = v.T("desk.papers.step", "step", d.Step)
	}
	if t.SentBack {
		d.Step = v.T("desk.papers.step-back", "step", d.Step)
	}
	d.Way = s.rowWay(v, t.Row, holder)
	d.Time = workPill(v, t, s.o.Office.Now())
	d.Claim, d.StepLate = t.CanClaim, t.StepLate
	if !t.StepDue.IsZero() {
		d.StepDue = v.T("desk.step-due", "time", v.Short(t.StepDue))
		if t.StepLate {
			d.StepDue = v.T("desk.task.late", "time", v.Short(t.StepDue))
		}
	}
	d.Holder, d.Free = t.Holder.Name, t.Holder.ID == ""
	d.Mark = markOf(t)
	return d
}

// workPill says the time left; the state says nothing new in a worklist.
func workPill(v text.Voice, t office.TaskRow, now time.Time) Pill {
	left := int(t.LeftMinutes)
	asked := t.State == dossier.Supplement || t.State == dossier.Paying
	switch {
	case asked && t.Due.IsZero(): // its date is open while somebody is waited for
		return Pill{Tone: Wait, Words: stateWords(v, t.State)}
	case t.Due.IsZero():
		return Pill{Tone: Plain, Words: v.T("desk.no-due")}
	case t.Late || left < 0:
		return Pill{Tone: Late, Words: text.Upper(lateWords(v, int64(left)))}
	case asked:
		return Pill{Tone: Wait, Words: stateWords(v, t.State)}
	case calendar.DateOf(t.Due) == calendar.DateOf(now): // "one day left" would be true as well, and say less
		return Pill{Tone: Soon, Words: v.T("desk.due-today", "time", v.Time(t.Due))}
	case left < soonMinutes:
		return Pill{Tone: Soon, Words: text.Upper(v.Left(left))}
	}
	return Pill{Tone: OK, Words: text.Upper(v.Left(left))}
}

// markOf names the task and the version that was seen: what a batch sends back.
func markOf(t office.TaskRow) string {
	return t.ID + "." + strconv.Itoa(t.Token) + "." + strconv.FormatInt(t.Version, 10)
}

// readMark reads what markOf wrote.
func readMark(s string) (office.On, bool) {
	part := strings.Split(s, ".")
	if len(part) != 3 {
		return office.On{}, false
	}
	token, err := strconv.Atoi(part[1])
	if err != nil {
		return office.On{}, false
	}
	seen, err := strconv.ParseInt(part[2], 10, 64)
	return office.On{ID: dossier.ID(part[0]), Token: token, Seen: seen, Loose: true}, err == nil
}

// today is the line under the heading: the moment, and a holiday today or tomorrow.
func (s *Site) today(v text.Voice) string {
	now := s.o.Office.Now()
	line := text.Upper(v.Day(now)) + ", " + v.Time(now) + "."
	cal := s.o.Office.World().Calendar
	if cal == nil {
		return line
	}
	date := calendar.DateOf(now)
	for i, key := range []string{"desk.today-", "desk.tomorrow-"} {
		day := cal.Day(date + calendar.Date(i))
		name := day.Name.In(string(v.Lang))
		switch {
		case day.Kind == calendar.MakeUp:
			line += " " + v.T(key+"make-up", "date", v.DayMonth(day.Date.Time()))
		case day.Kind.Off() && day.Kind != calendar.WeeklyRest:
			line += " " + v.T(key+"off", "date", v.DayMonth(day.Date.Time()), "name", name)
		}
	}
	return line
}
