package dossier_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/calendar"
)

// conductOf reads the words behind the limit of a story's procedure: "prepaid", "only-at:cn-07" and the like.
func conductOf(words []string) (k procedure.Conduct) {
	for _, w := range words {
		switch w {
		case "immediate":
			k.Immediate = true
		case "self-filed":
			k.SelfFiled = true
		case "prepaid":
			k.Prepaid = true
		case procedure.OriginalsKept, procedure.OriginalsReturned:
			k.Originals = w
		case procedure.ResultAttached, procedure.ResultSigned:
			k.ResultFile = w
		}
		if unit, ok := strings.CutPrefix(w, "only-at:"); ok {
			k.Receivers = append(k.Receivers, unit)
		}
	}
	return k
}

// handsIn changes who hands a filing in, or what lies with it.
func handsIn(f *dossier.Filing, how string) {
	other := dossier.Party{Kind: dossier.Citizen, Name: "Người Khác", Number: "001085054321"}
	switch how {
	case "by-other":
		f.Parties.Applicant = other
	case "by-delegate":
		f.Parties.Representative, f.Parties.Authority = &other, "Giấy ủy quyền 01"
	case "by-parent":
		f.Parties.Applicant, f.Parties.Owner.Birth = other, "2015-05-05"
	case "for-firm":
		f.Parties.Owner = dossier.Party{Kind: dossier.Business, Name: "Công ty Mẫu", Number: "0100233488"}
	case "to-return":
		f.Papers[0].Returned = true
	}
}

func TestFilingForAnotherIsRefusedWhereTheOwnerHasToComeHimself(t *testing.T) {
	t.Parallel()
	for how, want := range map[string]string{
		"": "", "by-other": "applicant.name", "by-delegate": "representative.name", "by-parent": "", "for-firm": "",
	} {
		s := newStage(t, []string{"plain", "5wd", "self-filed"})
		for _, act := range []string{"file", "receive"} {
			f := s.filing()
			handsIn(&f, how)
			c := s.at("2026-03-03 09:30")
			var err error
			if act == "file" {
				f.Channel = procedure.Online
				_, err = c.File(f)
			} else {
				_, err = c.Receive(dossier.Reception{Filing: f, Code: "X", Check: "AB12CD34EF"})
			}
			got := ""
			if no := fault.As(err); no != nil {
				if got = no.Field; no.Key != "dossier.self-filed" {
					t.Errorf("%s by %q: %v", act, how, err)
				}
			}
			if got != want {
				t.Errorf("%s by %q is refused at %q, want %q", act, how, got, want)
			}
		}
	}
}

func TestCorrectionDoesNotBringADelegateIn(t *testing.T) {
	t.Parallel()
	s := newStage(t, []string{"plain", "5wd", "self-filed"})
	s.act("test", strings.Fields("2026-03-03 09:30 desk receive"))
	f := s.filing()
	handsIn(&f, "by-delegate")
	if _, err := s.at("2026-03-03 10:00").Correct(f.Parties, "owner", "wrong-person", "ghi thiếu"); fault.As(err) == nil || fault.As(err).Key != "dossier.self-filed" {
		t.Errorf("a delegate is brought in: %v", err)
	}
}

func TestNothingButFindingAHolderIsOpenBeforeTheFeeIsPaid(t *testing.T) {
	t.Parallel()
	s := newStage(t, []string{"plain", "5wd", "prepaid"})
	s.act("test", strings.Fields("2026-03-03 09:30 desk receive fee:200000"))
	acts := func() (out []dossier.Act) {
		for _, c := range s.d.Next() {
			if c.Token != 0 {
				out = append(out, c.Act)
			}
		}
		return out
	}
	if got := acts(); !slices.Equal(got, []dossier.Act{dossier.ActClaim, dossier.ActAssign}) {
		t.Errorf("before the fee is paid the step has %v", got)
	}
	s.act("test", strings.Fields("2026-03-03 09:40 desk pay fee 200000 cash BL-1"))
	if got := acts(); !slices.Contains(got, dossier.ActFinish) {
		t.Errorf("after the fee is paid the step has %v", got)
	}
}

// at is the dossier's case at a moment of its city.
func (s *stage) at(when string) *dossier.Case {
	now, err := time.ParseInLocation("2006-01-02 15:04", when, calendar.Zone)
	if err != nil {
		s.t.Fatal(err)
	}
	return &dossier.Case{
		Dossier: s.d, Procedure: s.rec, Machine: s.machine, Calendar: s.cal, Now: now.UTC(), Actor: "desk", Unit: "desk",
		Locate: func(where string) (string, error) { return strings.TrimPrefix(where, "unit:"), nil },
	}
}
