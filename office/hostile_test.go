package office_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// account makes a citizen's account.
func (c *town) account(name, password string) {
	c.t.Helper()
	a := office.Account{ID: "citizen:" + name, Username: name, Kind: "citizen", Name: "Nguyễn Thị Ví Dụ", Number: "001185012345"}
	if err := c.AddAccount(c.ctx, system, a, password, 4); err != nil {
		c.t.Fatal(err)
	}
}

// later moves the clock.
func (c *town) later(d time.Duration) {
	c.mu.Lock()
	c.now = c.now.Add(d)
	c.mu.Unlock()
}

func TestANameThatNobodyHasWaitsLikeARealOne(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.account("mai", "motcua-1")
	answers := func(name string) (out []string) {
		for range 8 {
			_, err := c.SignIn(c.ctx, name, "sai-mật-khẩu", office.Device{})
			f := fault.As(err)
			if f == nil {
				t.Fatalf("%s: %v", name, err)
			}
			out = append(out, f.Key+f.Args["n"])
		}
		return out
	}
	real, made := answers("mai"), answers("khong-co-ai")
	if fmt.Sprint(real) != fmt.Sprint(made) || real[0] == real[7] {
		t.Errorf("the answers tell which name there is:\n%v\n%v", real, made)
	}
	c.later(time.Hour)
	if _, err := c.SignIn(c.ctx, "mai", "motcua-1", office.Device{}); err != nil {
		t.Errorf("the right password after the wait: %v", err)
	}
}

func TestManyTriesAtOnceAreManyTries(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.account("mai", "motcua-1")
	var all sync.WaitGroup
	keys := make([]string, 40)
	for i := range keys {
		all.Go(func() {
			_, err := c.SignIn(c.ctx, "mai", fmt.Sprintf("đoán-%d", i), office.Device{})
			if f := fault.As(err); f != nil {
				keys[i] = f.Key
			}
		})
	}
	all.Wait()
	looked := 0
	for _, k := range keys {
		if k == "login.wrong" {
			looked++
		}
	}
	if looked > 5 { // four are free, the fifth begins the wait
		t.Errorf("%d passwords were tried at once, want at most 5", looked)
	}
}

func TestANewPasswordAndADayEndSessions(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.account("mai", "motcua-1")
	in := func(password string) string {
		s, err := c.SignIn(c.ctx, "mai", password, office.Device{})
		if err != nil {
			t.Fatal(err)
		}
		return s.Token
	}
	lives := func(token string) bool {
		s, err := c.Session(c.ctx, token)
		if err != nil {
			t.Fatal(err)
		}
		return s != nil
	}
	old := in("motcua-1")
	c.account("mai", "motcua-2")
	if lives(old) {
		t.Error("a session outlived the password that it was opened with")
	}
	used, idle := in("motcua-2"), in("motcua-2")
	for range 14 {
		c.later(100 * time.Minute)
		if !lives(used) {
			t.Fatal("a session that is used ended within the day")
		}
	}
	if lives(idle) {
		t.Error("a session that nobody used lives")
	}
	c.later(41 * time.Minute)
	if lives(used) {
		t.Error("a session that is used lives for ever")
	}
	if err := c.SetSettings(c.ctx, system, settings(t, map[string]any{"sign-in.idle-minutes-applicants": 30, "sign-in.most-hours": 1})); err != nil {
		t.Fatal(err)
	}
	used = in("motcua-2")
	c.later(31 * time.Minute)
	if lives(used) {
		t.Error("the city's own limit does nothing")
	}
}

func TestTheRegisterOfPeopleIsForCountersLimitedAndLogged(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	pc := c.cases()[0]
	clerk := c.officer("chi-nhanh-7", "receiver")
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "DRAFT-0000000001"}, c.intake(pc[0], pc[1], "chi-nhanh-7")); err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"administrator", "specialist", "leader", "clerk"} {
		if got, err := c.Read(c.ctx, c.from("x", "chi-nhanh-7", role)).FindPeople("001185012345"); err == nil || len(got) > 0 {
			t.Errorf("%s looks people up: %v", role, got)
		}
	}
	if rows, err := c.Read(c.ctx, c.from("x", "chi-nhanh-7", "administrator")).Duplicates(procedure.ID(pc[0]), "001185012345", ""); err != nil || len(rows) > 0 {
		t.Errorf("an administrator learns by a number what somebody applied for: %v %v", rows, err)
	}
	rd := c.Read(c.ctx, clerk)
	if got, err := rd.FindPeople("001185012345"); err != nil || len(got) != 1 {
		t.Fatalf("a counter finds its visitor: %v %v", got, err)
	}
	lines, err := c.Store().Read().ReadsBy(c.ctx, clerk.Account, 10)
	if err != nil || len(lines) != 1 || lines[0].Purpose != "read.people" || lines[0].Dossier != "people/"+c.PersonKey("001185012345") {
		t.Errorf("the look is logged as %+v %v", lines, err)
	}
	var refused error
	for i := range 250 {
		c.later(time.Second)
		if _, refused = c.Read(c.ctx, clerk).FindPeople(fmt.Sprintf("nguyen %d", i)); refused != nil {
			break
		}
	}
	if f := fault.As(refused); f == nil || f.Key != "people.too-many" {
		t.Errorf("nobody stops somebody who asks for the whole register: %v", refused)
	}
	c.later(2 * time.Hour)
	if _, err := c.Read(c.ctx, clerk).FindPeople("nguyen"); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func TestADeskThatHasNothingToDoWithADossierDoesNotActForItsApplicant(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	pc := c.cases()[0]
	own, other := c.officer("chi-nhanh-7", "receiver"), c.officer("chi-nhanh-1", "receiver")
	got, err := c.Receive(c.ctx, own, office.Command{}, office.On{ID: "DRAFT-0000000001"}, c.intake(pc[0], pc[1], "chi-nhanh-7"))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		c.Withdraw(c.ctx, other, office.Command{}, office.On{ID: got.ID}, "Người dân xin rút"),
		c.Supply(c.ctx, other, office.Command{}, office.On{ID: got.ID}, dossier.Supplying{Words: "Đã nộp"}),
	} {
		if f := fault.As(err); f == nil || f.Kind != fault.Missing {
			t.Errorf("another branch acts for the applicant: %v", err)
		}
	}
	if err := c.Withdraw(c.ctx, own, office.Command{}, office.On{ID: got.ID}, "Người dân xin rút"); err != nil {
		t.Errorf("the receiving desk: %v", errors.Unwrap(err))
	}
}

func TestHiddenSignsAreNotKept(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	pc := c.cases()[0]
	clerk := c.officer("chi-nhanh-7", "receiver")
	for _, name := range []string{"Nguyễn \u202eVăn A", "Nguyễn\x00Văn A", "Nguyễn \xff", "A\x1b[31m", "\ufeffNguyễn"} {
		in := c.intake(pc[0], pc[1], "chi-nhanh-7")
		in.Subject = name
		_, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "DRAFT-0000000001"}, in)
		if f := fault.As(err); f == nil || f.Key != "dossier.hidden-sign" || f.Kind != fault.Invalid {
			t.Errorf("the subject %q: %v", name, err)
		}
	}
	in := c.intake(pc[0], pc[1], "chi-nhanh-7")
	in.Subject = `dòng một` + "\n\tdòng hai: \\u0000 \\b <b>“x”</b> \u2028 \ufffd"
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "DRAFT-0000000002"}, in); err != nil {
		t.Errorf("an ordinary subject: %v", err)
	}
}

func TestWhatCannotBeReadIsNoWord(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	pc := c.cases()[0]
	clerk, leader := c.officer("chi-nhanh-7", "receiver"), c.officer("chi-nhanh-7", "leader")
	got, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "DRAFT-0000000001"}, c.intake(pc[0], pc[1], "chi-nhanh-7"))
	if err != nil {
		t.Fatal(err)
	}
	on := office.On{ID: got.ID}
	for _, nothing := range []string{"", "  ", " \n\t", "\u00a0\u2003", "\u0301\u0323", "\u200b"} {
		for what, err := range map[string]error{
			"note":   c.Note(c.ctx, clerk, office.Command{}, on, nothing),
			"link":   c.Link(c.ctx, clerk, office.Command{}, on, "dvcqg", nothing),
			"permit": c.Permit(c.ctx, leader, office.Command{}, on, nothing, ""),
			"proxy":  dossier.HandOver{Manner: "desk", Receiver: dossier.Party{Name: "Lê Văn Mẫu"}, Proxy: true, Authority: nothing}.Check(),
			"nobody": dossier.HandOver{Manner: "desk", Receiver: dossier.Party{Name: nothing}}.Check(),
		} {
			if f := fault.As(err); f == nil || f.Kind != fault.Invalid {
				t.Errorf("%s with %q: %v", what, nothing, err)
			}
		}
	}
	if err := c.Note(c.ctx, clerk, office.Command{}, on, "?"); err != nil {
		t.Errorf("a short note: %v", err)
	}
}

func TestWhatIsWrittenOnOneLineMakesNoSecondOne(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	pc := c.cases()[0]
	clerk := c.officer("chi-nhanh-7", "receiver")
	n := 0
	receive := func(change func(*dossier.Party)) error {
		in := c.intake(pc[0], pc[1], "chi-nhanh-7")
		change(&in.Parties.Owner)
		n++
		_, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: dossier.ID(fmt.Sprintf("DRAFT-%010d", n))}, in)
		return err
	}
	for field, change := range map[string]func(*dossier.Party){
		"owner.name":         func(p *dossier.Party) { p.Name = "Lê Văn Mẫu\nLệ phí: đã nộp đủ" },
		"owner.number":       func(p *dossier.Party) { p.Number = "001185012345\r\n" },
		"owner.phone":        func(p *dossier.Party) { p.Phone = "0912345678\u2028" },
		"owner.email":        func(p *dossier.Party) { p.Email = "a@example.vn\r\nBcc: b@example.vn" },
		"owner.address.text": func(p *dossier.Party) { p.Address.Text = strings.Repeat("Ngõ ", 10_000) },
		"owner.birth":        func(p *dossier.Party) { p.Birth = "=1+1" },
	} {
		if f := fault.As(receive(change)); f == nil || f.Kind != fault.Invalid || f.Field != field {
			t.Errorf("%s: %v", field, f)
		}
	}
	for _, day := range []string{"0000-00-00", "2025-02-30", "١٩٨٥", "9999-12-31T00:00:00Z", "-1"} {
		if err := receive(func(p *dossier.Party) { p.Birth = day }); err == nil {
			t.Errorf("somebody is born on %s", day)
		}
	}
	for _, day := range []string{"", "1941", "1941-02", "1985-03-02"} {
		if err := receive(func(p *dossier.Party) { p.Birth = day }); err != nil {
			t.Errorf("born on %q: %v", day, err)
		}
	}
	p := dossier.Parties{Owner: dossier.Party{Name: " Lê  Văn\r\nMẫu ", Phone: "0912\t345"}}
	if p.Tidy(); p.Owner.Name != "Lê Văn Mẫu" || p.Owner.Phone != "0912 345" {
		t.Errorf("what a program sends in several lines becomes %q", p.Owner)
	}
}
