package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

// The forms of what happens beside the steps on their way to the office.

// record is the version of the procedure by which the dossier is worked on, nil when it is not there.
func (s *Site) record(p *posted) (*office.DossierView, error) {
	return s.read(p.r).Dossier(p.on.ID, "read.desk")
}

// rename puts the faults of the law at the fields of the page.
func rename(err error, to func(string) string) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	out := *f
	out.Field = to(f.Field)
	out.More = nil
	for _, m := range f.More {
		x := *m
		x.Field = to(m.Field)
		out.More = append(out.More, &x)
	}
	return &out
}

// doAsk asks for what was written beside the papers.
func (s *Site) doAsk(p *posted) error {
	view, err := s.record(p)
	if err != nil {
		return err
	}
	var papers []int
	for name, vs := range p.values() {
		rest, ok := strings.CutPrefix(name, "item.")
		n, err := strconv.Atoi(rest)
		if ok && err == nil && strings.TrimSpace(vs[0]) != "" {
			papers = append(papers, n)
		}
	}
	slices.SortFunc(papers, func(a, b int) int { // what is no paper of the case comes last
		if a < 0 || b < 0 {
			return b - a
		}
		return a - b
	})
	k := dossier.Asking{
		Reason: p.get("reason"), Rule: basisOf(view.Record, p.act, p.get("reason"), p.get("rule")),
		Words: strings.TrimSpace(p.get("words")), Warned: p.get("warned") == "1",
	}
	for _, n := range papers {
		k.Items = append(k.Items, dossier.AskedItem{Paper: n, Words: strings.TrimSpace(p.get("item." + strconv.Itoa(n)))})
	}
	err = s.o.Office.Ask(p.r.Context(), who(p.r), p.cmd, p.on, k)
	return rename(err, func(field string) string {
		if rest, ok := strings.CutPrefix(field, "items."); ok {
			if n, err := strconv.Atoi(rest); err == nil && n < len(papers) {
				return "item." + strconv.Itoa(papers[n])
			}
		}
		return field
	})
}

func (s *Site) doPermit(p *posted) error {
	return s.o.Office.Permit(p.r.Context(), who(p.r), p.cmd, p.on, strings.TrimSpace(p.get("law")), p.get("words"))
}

// doSupply takes what the applicant brought to the counter.
func (s *Site) doSupply(p *posted) error {
	view, err := s.record(p)
	if err != nil {
		return err
	}
	k, err := s.supplied(p.r, "supply", view.Asked())
	if err != nil {
		return unprefixed("supply.", err)
	}
	err = s.o.Office.Supply(p.r.Context(), who(p.r), p.cmd, p.on, k)
	return rename(err, suppliedField)
}

// suppliedField is where the page says what was wrong with an answer.
func suppliedField(field string) string {
	if rest, ok := strings.CutPrefix(field, "papers."); ok {
		return "paper." + rest
	}
	if field == "papers" {
		return "words"
	}
	return field
}

// unprefixed takes the form's prefix off the fields of faults, where the caller puts it on again.
func unprefixed(prefix string, err error) error {
	return rename(err, func(field string) string { return strings.TrimPrefix(field, prefix) })
}

// supplied reads an answer to a request: sheets and scans of each thing that was asked for.
func (s *Site) supplied(r *http.Request, prefix string, ask *dossier.Ask) (dossier.Supplying, error) {
	k := dossier.Supplying{Words: strings.TrimSpace(r.PostForm.Get(prefix + ".words"))}
	if ask == nil {
		return k, nil // the office says that nothing is asked for any more
	}
	var faults []*fault.Fault
	done := map[int]bool{}
	for _, index := range ask.Papers {
		if done[index] {
			continue
		}
		done[index] = true
		at := prefix + ".paper." + strconv.Itoa(index)
		h := dossier.PaperHanded{
			Index: index, Originals: count(r.PostForm.Get(at + ".originals")), Copies: count(r.PostForm.Get(at + ".copies")), Plain: count(r.PostForm.Get(at + ".plain")),
		}
		if r.MultipartForm != nil {
			for _, head := range r.MultipartForm.File[at+".file"] {
				if head.Size == 0 && head.Filename == "" {
					continue
				}
				a, err := s.takeFile(r, head, at+".file")
				if f := fault.As(err); f != nil {
					faults = append(faults, f)
					continue
				} else if err != nil {
					return k, err
				}
				a.Paper, h.Digital = index, true
				k.Files = append(k.Files, a)
			}
		}
		if r.PostForm.Get(at+".came") == "1" && h.Originals+h.Copies+h.Plain == 0 && !h.Digital {
			h.Originals = 1 // ticked without a count: one lies there
		}
		if index >= 0 && h.Originals+h.Copies+h.Plain > 0 || index >= 0 && h.Digital {
			k.Papers = append(k.Papers, h)
		}
	}
	return k, fault.Join(faults)
}

func (s *Site) doAccept(p *posted) error {
	return s.o.Office.Accept(p.r.Context(), who(p.r), p.cmd, p.on)
}

func (s *Site) doInsist(p *posted) error {
	return s.o.Office.Insist(p.r.Context(), who(p.r), p.cmd, p.on, strings.TrimSpace(p.get("words")))
}

// workingDays reads a limit that the desk gives to another unit.
func (p *posted) workingDays(name string) (calendar.Limit, error) {
	n, err := strconv.Atoi(strings.TrimSpace(p.get(name)))
	if err != nil || n < 1 || n > 250 {
		return calendar.Limit{}, fault.New(fault.Invalid, "desk.limit-wrong").At(name)
	}
	return calendar.Limit{N: n, Unit: calendar.WorkingDay}, nil
}

// doConsult asks a unit; its deadline is given in working days.
func (s *Site) doConsult(p *posted) error {
	limit, err := p.workingDays("limit")
	if err != nil {
		return err
	}
	return s.o.Office.Consult(p.r.Context(), who(p.r), p.cmd, p.on, dossier.Consulting{
		Unit: p.get("unit"), Question: strings.TrimSpace(p.get("words")), Limit: limit,
		Compulsory: p.get("compulsory") == "1", Consent: strings.TrimSpace(p.get("consent")), Lead: p.get("lead") == "1",
	})
}

func (s *Site) doAnswer(p *posted) error {
	return s.o.Office.Answer(p.r.Context(), who(p.r), p.cmd, p.on, p.get("outcome"), strings.TrimSpace(p.get("words")))
}

func (s *Site) doPresume(p *posted) error {
	return s.o.Office.Presume(p.r.Context(), who(p.r), p.cmd, p.on)
}

func (s *Site) doRecall(p *posted) error {
	return s.o.Office.Recall(p.r.Context(), who(p.r), p.cmd, p.on, strings.TrimSpace(p.get("words")))
}

func (s *Site) doRemind(p *posted) error {
	return s.o.Office.Remind(p.r.Context(), who(p.r), p.cmd, p.on, strings.TrimSpace(p.get("words")))
}

// readClock reads an hour as people type it: "9:30", "09.30", "9h30", "9h".
func readClock(day time.Time, typed string) (time.Time, bool) {
	typed = strings.ToLower(strings.TrimSpace(typed))
	typed = strings.TrimSuffix(strings.NewReplacer("h", ":", ".", ":", " ", "").Replace(typed), ":")
	if !strings.Contains(typed, ":") {
		typed += ":00"
	}
	t, err := time.Parse("15:04", typed)
	if err != nil {
		return time.Time{}, false
	}
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, calendar.Zone), true
}

// doVerify writes down a visit with its minutes and photographs.
func (s *Site) doVerify(p *posted) error {
	visit := dossier.Visit{Place: strings.TrimSpace(p.get("place")), Members: strings.TrimSpace(p.get("members")), Content: strings.TrimSpace(p.get("content"))}
	var faults []*fault.Fault
	day, ok := ReadDate(p.get("day"))
	if !ok {
		faults = append(faults, fault.New(fault.Invalid, "desk.day-wrong").At("day"))
	}
	for name, to := range map[string]*time.Time{"from": &visit.From, "to": &visit.To} {
		if *to, ok = readClock(day, p.get(name)); !ok {
			faults = append(faults, fault.New(fault.Invalid, "desk.clock-wrong").At(name))
		}
	}
	if err := fault.Join(faults); err != nil {
		return err
	}
	name := actName(p.act, p.on.Token) + ".files"
	if p.r.MultipartForm != nil {
		for _, head := range p.r.MultipartForm.File[name] {
			if head.Size == 0 && head.Filename == "" {
				continue
			}
			a, err := s.takeFile(p.r, head, "files")
			if err != nil {
				return err
			}
			a.Paper = -1
			visit.Files = append(visit.Files, a)
		}
	}
	return s.o.Office.Verify(p.r.Context(), who(p.r), p.cmd, p.on, visit)
}

func (s *Site) doWithdraw(p *posted) error {
	return s.o.Office.Withdraw(p.r.Context(), who(p.r), p.cmd, p.on, strings.TrimSpace(p.get("words")))
}

func (s *Site) doRetain(p *posted) error {
	return s.o.Office.Retain(p.r.Context(), who(p.r), p.cmd, p.on, strings.TrimSpace(p.get("words")))
}

// stopping reads how a dossier ends without a result.
func (s *Site) stopping(p *posted, reason string) (dossier.Stopping, error) {
	view, err := s.record(p)
	if err != nil {
		return dossier.Stopping{}, err
	}
	k := dossier.Stopping{
		Reason: reason, Rule: basisOf(view.Record, p.act, reason, p.get("rule")),
		Words: strings.TrimSpace(p.get("words")), Papers: p.get("papers") == "1",
	}
	if typed := p.get("refund"); strings.TrimSpace(typed) != "" {
		money, ok := ReadMoney(typed)
		if !ok {
			return k, fault.New(fault.Invalid, "dossier.refund").At("refund")
		}
		k.Refund = money
	}
	return k, nil
}

func (s *Site) doGrant(p *posted) error {
	k, err := s.stopping(p, "withdrawn")
	if err != nil {
		return err
	}
	return s.o.Office.Grant(p.r.Context(), who(p.r), p.cmd, p.on, k)
}

func (s *Site) doStop(p *posted) error {
	k, err := s.stopping(p, p.get("reason"))
	if err != nil {
		return err
	}
	return s.o.Office.Stop(p.r.Context(), who(p.r), p.cmd, p.on, k)
}

// doApologise apologises; a new date without an hour is due at the hour of the old one.
func (s *Site) doApologise(p *posted) error {
	k := dossier.Apologising{Reason: p.get("reason"), Fault: p.get("fault"), Words: strings.TrimSpace(p.get("words"))}
	if typed := p.get("to"); strings.TrimSpace(typed) != "" {
		day, ok := ReadDate(typed)
		if !ok {
			return fault.New(fault.Invalid, "desk.day-wrong").At("to")
		}
		if k.To, ok = readClock(day, p.get("hour")); !ok {
			return fault.New(fault.Invalid, "desk.clock-wrong").At("hour")
		}
	}
	return at(s.o.Office.Apologise(p.r.Context(), who(p.r), p.cmd, p.on, k), "to")
}

// doAmend puts a right result in the place of a wrong one.
func (s *Site) doAmend(p *posted) error {
	k := dossier.Amending{
		Number: strings.TrimSpace(p.get("number")), Result: p.get("result"), Reason: p.get("reason"), Words: strings.TrimSpace(p.get("words")),
	}
	file, err := s.uploadOne(p.r, "amend.file")
	if err != nil {
		return at(err, "file")
	}
	k.File = file.Hash
	return s.o.Office.Amend(p.r.Context(), who(p.r), p.cmd, p.on, k)
}

func (s *Site) doReissue(p *posted) error {
	return s.o.Office.Reissue(p.r.Context(), who(p.r), p.cmd, p.on, p.get("reason"), strings.TrimSpace(p.get("words")))
}

func (s *Site) doReprint(p *posted) error {
	return s.o.Office.Reprint(p.r.Context(), who(p.r), p.cmd, p.on, p.get("reason"), strings.TrimSpace(p.get("words")))
}
