package notice_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/city"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/words/calendar"
)

func hanoi(t *testing.T) (*notice.Book, string) {
	t.Helper()
	b, err := fs.ReadFile(city.Hanoi(), "notices.json")
	if err != nil {
		t.Fatal(err)
	}
	k, err := notice.Parse("notices.json", b)
	if err != nil {
		t.Fatal(err)
	}
	return k, string(b)
}

// longest are the longest values, and what must never be on a weak channel.
var longest = notice.Facts{
	Code: strings.Repeat("9", 30), Due: time.Date(2026, 12, 31, 9, 45, 0, 0, time.UTC), Until: time.Date(2026, 12, 31, 9, 45, 0, 0, time.UTC),
	Procedure: "THUTUC", Unit: "DONVI", Link: "DUONGDAN", Rate: "PHIEUHOI", Phone: strings.Repeat("8", 15), Once: "777777",
}

func TestEveryShortMessageFitsWithTheLongestValuesAndSaysNothingPersonal(t *testing.T) {
	t.Parallel()
	k, _ := hanoi(t)
	dated := longest
	dated.Due, dated.Until = time.Time{}, time.Time{}
	for _, kind := range slices.Concat(notice.Kinds, notice.PetitionKinds) {
		for _, ch := range []notice.Channel{notice.SMS, notice.Chat} {
			for _, lang := range notice.Langs {
				for _, f := range []notice.Facts{longest, dated} {
					m, ok := k.Write(kind, ch, lang, f)
					if !ok || m.Body == "" {
						t.Errorf("%s %s %s: no words", kind, ch, lang)
						continue
					}
					unasked := f
					unasked.Rate = ""
					if first, _ := k.Write(kind, ch, lang, unasked); first.Body != m.Body { // the link to the question goes behind the first part, which is whole without it
						if m.Body, ok = strings.CutSuffix(m.Body, ": "+f.Rate); !ok || !strings.HasPrefix(m.Body, first.Body+". ") {
							t.Errorf("%s %s %s: the link is not at the end: %s", kind, ch, lang, m.Body)
						}
						m.Body = first.Body
					}
					if n := len([]rune(m.Body)); ch == notice.SMS && n > 160 {
						t.Errorf("%s %s: %d characters: %s", kind, lang, n, m.Body)
					}
					for _, c := range m.Body {
						if ch == notice.SMS && (c > '~' || c < ' ') {
							t.Errorf("%s %s: the sign %q: %s", kind, lang, c, m.Body)
						}
					}
					for _, never := range []string{f.Procedure, f.Unit, f.Link, f.Rate, "{", "}"} {
						if strings.Contains(m.Body, never) {
							t.Errorf("%s %s %s says %q: %s", kind, ch, lang, never, m.Body)
						}
					}
					if !strings.Contains(m.Body, f.Code) || !strings.Contains(m.Body, f.Phone) {
						t.Errorf("%s %s %s: code or telephone is missing: %s", kind, ch, lang, m.Body)
					}
				}
			}
		}
	}
}

func TestAValueThatIsTooLongIsNotCutOffInSilence(t *testing.T) {
	t.Parallel()
	k, _ := hanoi(t)
	f := longest
	f.Code += "9"
	if m, ok := k.Write("received", notice.SMS, "vi", f); ok {
		t.Errorf("sent %q", m.Body)
	}
	if _, ok := k.Write("received", notice.Mail, "vi", f); !ok {
		t.Error("a mail has room")
	}
}

func TestMailAndListSayEverythingInBothLanguages(t *testing.T) {
	t.Parallel()
	k, _ := hanoi(t)
	for _, kind := range slices.Concat(notice.Kinds, notice.PetitionKinds) {
		for _, lang := range notice.Langs {
			m, ok := k.Write(kind, notice.Mail, lang, longest)
			if !ok || strings.ContainsAny(m.Title+m.Body, "{}") || strings.ContainsAny(m.Title, "\r\n") || !strings.Contains(m.Body, longest.Link) {
				t.Errorf("%s %s: %v %q %q", kind, lang, ok, m.Title, m.Body)
			}
			if m, _ := k.Write(kind, notice.App, lang, longest); m.Body == "" || m.Title == "" {
				t.Errorf("%s %s: an empty line in the list", kind, lang)
			}
		}
	}
}

func TestABookWithAMistakeIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	_, good := hanoi(t)
	for _, c := range []struct{ from, to, want string }{
		{"Ho so {code} da gui", "Hồ sơ {code} da gui", "letters without marks"},
		{"Ho so {code} da gui", "Ho so {code} {unit} da gui", "{unit} does not belong here"},
		{"Ho so {code} da gui", "Ho so da gui", "names the dossier"},
		{"Chua can lam gi them. Hoi dap: {phone}", strings.Repeat("Chua can lam gi them. ", 9) + "{phone}", "more than 160"},
		{`"kind": "filed"`, `"kind": "fled"`, `unknown kind "fled"`},
		{`"kind": "filed"`, `"kind": "received"`, "stands twice"},
		{`"phone": "1022"`, `"phone": ""`, "telephone"},
		{"to be announced", "to be announced later", "at most 16"},
		{`"version"`, `"verison"`, `did you mean "version"`},
		{"{once} la ma", "Ma", "these words bring the code"},
		{"Ho so {code} da gui", "Ho so {code} {once} da gui", "{once} does not belong here"},
		{"lấy lại mã kiểm tra của phản ánh {code}", "{once}", "{once} does not belong here"},
		{"{unit} trả lời", "{owner} trả lời", "{owner} does not belong here"},
		{"{unit} trả lời", "{unit trả lời", "a brace"},
	} {
		bad := strings.Replace(good, c.from, c.to, 1)
		if bad == good {
			t.Fatalf("%q is not in the book", c.from)
		}
		_, err := notice.Parse("notices.json", []byte(bad))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "notices.json:") {
			t.Errorf("%q for %q: %v, want %q", c.to, c.from, err, c.want)
		}
	}
}

func TestEveryChangeOfStateTellsSomething(t *testing.T) {
	t.Parallel()
	states := []dossier.State{
		dossier.Filed, dossier.Received, dossier.Declined, dossier.Processing, dossier.Supplement, dossier.Paying, dossier.Withdrawal,
		dossier.Stopped, dossier.Completed, dossier.HandedOver,
	}
	// What leads to each state, by the rulebook; a step of the process may lead to those that follow from it.
	leads := map[dossier.State][]string{
		dossier.Filed: {dossier.KindFiled, dossier.KindRetained, dossier.KindAccepted}, dossier.Received: {dossier.KindReceived},
		dossier.Declined:   {dossier.KindDeclined},
		dossier.Processing: {dossier.KindClaimed, dossier.KindFinished, dossier.KindApproved, dossier.KindReturned, dossier.KindAccepted, dossier.KindRetained},
		dossier.Supplement: {dossier.KindAsked}, dossier.Paying: {dossier.KindReceived, dossier.KindFinished, dossier.KindAccepted},
		dossier.Withdrawal: {dossier.KindWithdrawn},
		dossier.Stopped:    {dossier.KindRefused, dossier.KindGranted, dossier.KindStopped, dossier.KindReplaced},
		dossier.Completed:  {dossier.KindCompleted, dossier.KindAmended, dossier.KindReissued}, dossier.HandedOver: {dossier.KindHandedOver},
	}
	for _, now := range states {
		if len(leads[now]) == 0 {
			t.Errorf("nothing leads to %s", now)
		}
		for _, event := range leads[now] {
			got := notice.Of(event, dossier.None, now, false)
			if len(got) == 0 {
				t.Errorf("%s to %s tells nothing", event, now)
			}
			for _, k := range got {
				if !slices.Contains(notice.Kinds, k) {
					t.Errorf("%s to %s tells %q, which no book has", event, now, k)
				}
			}
			if now == dossier.Paying && !slices.Contains(got, "paying") {
				t.Errorf("%s: nobody says that there is something to pay", event)
			}
		}
	}
	for event, want := range map[string]int{dossier.KindNoted: 0, dossier.KindFinished: 0, dossier.KindApologised: 1, dossier.KindRedated: 1} {
		if got := notice.Of(event, dossier.Processing, dossier.Processing, false); len(got) != want {
			t.Errorf("%s tells %v, want %d", event, got, want)
		}
	}
}

func TestQuietHoursHoldBackOnlyWhatRings(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, c := range []struct {
		quiet       string
		ch          notice.Channel
		ready, goes string
	}{
		{"21:00-07:00", notice.SMS, "2026-03-03 20:59", "2026-03-03 20:59"},
		{"21:00-07:00", notice.SMS, "2026-03-03 21:00", "2026-03-04 07:00"},
		{"21:00-07:00", notice.SMS, "2026-03-04 00:30", "2026-03-04 07:00"},
		{"21:00-07:00", notice.SMS, "2026-03-04 07:00", "2026-03-04 07:00"},
		{"12:00-13:30", notice.SMS, "2026-03-04 12:10", "2026-03-04 13:30"},
		{"", notice.SMS, "2026-03-04 03:00", "2026-03-04 03:00"},
		{"21:00-07:00", notice.Mail, "2026-03-04 03:00", "2026-03-04 03:00"},
		{"21:00-07:00", notice.Chat, "2026-03-04 03:00", "2026-03-04 03:00"},
		{"21:00-07:00", notice.App, "2026-03-04 03:00", "2026-03-04 03:00"},
	} {
		q, err := notice.ParseQuiet(c.quiet)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Until(c.ch, at(c.ready)); !got.Equal(at(c.goes)) {
			t.Errorf("%s %s ready %s goes %s, want %s", c.quiet, c.ch, c.ready, got.In(calendar.Zone), c.goes)
		}
	}
	for _, bad := range []string{"21-7", "21:00", "25:00-07:00", "21:00-07:00-08:00"} {
		if _, err := notice.ParseQuiet(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestTheLinkToTheQuestionGoesOverEveryChannelAndStandsInNoList(t *testing.T) {
	t.Parallel()
	k, _ := hanoi(t)
	for _, kind := range []notice.Kind{"handed-over", "refused", "stopped", "declined"} {
		for _, lang := range notice.Langs {
			for _, ch := range []notice.Channel{notice.App, notice.Mail, notice.SMS, notice.Chat} {
				m, ok := k.Write(kind, ch, lang, longest)
				if got := strings.Contains(m.Title+m.Body, longest.Rate); !ok || got != (ch != notice.App) {
					t.Errorf("%s over %s in %s has the link: %v", kind, ch, lang, got)
				}
			}
		}
	}
	if m, _ := k.Write("received", notice.Mail, "vi", longest); strings.Contains(m.Body, longest.Rate) {
		t.Error("people are asked before there is a result")
	}
}
