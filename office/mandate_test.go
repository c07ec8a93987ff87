package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/login"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// someone makes an account and signs it in.
func (c *town) someone(kind, name, number string) *office.Session {
	c.t.Helper()
	a := office.Account{ID: kind + ":" + number, Username: "u" + number, Kind: kind, Name: name, Number: number}
	if err := c.AddAccount(c.ctx, office.Who{Kind: access.System}, a, ownPassword, login.Least); err != nil {
		c.t.Fatal(err)
	}
	return c.in(a.Username, ownPassword)
}

// again is who the session is now.
func (c *town) again(s *office.Session) office.Who {
	c.t.Helper()
	on, err := c.Session(c.ctx, s.Token)
	if err != nil || on == nil {
		c.t.Fatalf("the session is %v, %v", on, err)
	}
	return on.Who
}

func (c *town) filing(who office.Who, code, caseID, mandate string) office.Intake {
	in := c.intake(code, caseID, "chi-nhanh-7")
	in.Channel, in.Mandate = procedure.Online, mandate
	in.Parties.Applicant.Name, in.Parties.Applicant.Number = who.Name, who.Number
	return in
}

const companyNumber = "0100109106"

func TestACompanysEmployeeActsWhileTheMandateHoldsAndTheDossierStays(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	if err := c.SetSettings(c.ctx, system, settings(t, map[string]any{"filing.own-page": "open"})); err != nil {
		t.Fatal(err)
	}
	firm, clerk := c.someone("business", "Công ty Ví Dụ", companyNumber), c.someone("citizen", "Lê Minh Châu", "001194990404")
	stranger := c.someone("citizen", "Đỗ Văn Hải", "001082990505")
	code, caseID := c.cases()[0][0], c.cases()[0][1]
	other := c.cases()[len(c.cases())-1][0]
	give := func(procedures ...string) string {
		t.Helper()
		id, err := c.GiveMandate(c.ctx, firm.Who, office.Command{}, access.Mandate{
			Holder: access.Represented{Name: "Lê Minh Châu", Number: "001194990404"}, Procedures: procedures, From: c.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	wrong := give(other)
	file := func(id dossier.ID, who office.Who, mandate string) error {
		_, err := c.File(c.ctx, who, office.Command{}, id, c.filing(who, code, caseID, mandate))
		return err
	}
	refused := func(what string, err error) {
		t.Helper()
		if f := fault.As(err); f == nil || f.Key != "mandate.not-held" {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("for another procedure", file("01HZZZZZZZZZZZZZZZZZZZZZA1", c.again(clerk), wrong))
	id := give(code)
	refused("another's mandate", file("01HZZZZZZZZZZZZZZZZZZZZZA2", c.again(stranger), id))
	refused("no mandate at all", file("01HZZZZZZZZZZZZZZZZZZZZZA3", c.again(clerk), "nothing"))
	const filed = dossier.ID("01HZZZZZZZZZZZZZZZZZZZZZA4")
	if err := file(filed, c.again(clerk), id); err != nil {
		t.Fatal(err)
	}
	v, err := c.Read(c.ctx, c.again(clerk)).Dossier(filed, "read.own")
	if err != nil {
		t.Fatal(err)
	}
	p := v.Parties
	if p.Owner.Number != companyNumber || p.Applicant.Number != "001194990404" || p.Representative == nil || p.Representative.Name != "Lê Minh Châu" || !strings.Contains(p.Authority, "Giao quyền") {
		t.Errorf("the dossier names %+v", p)
	}
	mine := func(s *office.Session) int {
		t.Helper()
		list, err := c.Read(c.ctx, c.again(s)).Mine(office.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return list.Total
	}
	if a, b, n := mine(firm), mine(clerk), mine(stranger); a != 1 || b != 1 || n != 0 {
		t.Errorf("the firm lists %d, the employee %d, a stranger %d", a, b, n)
	}
	stale := c.again(clerk) // a request that began before the mandate was taken back
	if err := c.EndMandate(c.ctx, c.again(stranger), id); !fault.Is(err, fault.Missing) {
		t.Errorf("a stranger ends the mandate: %v", err)
	}
	if err := c.EndMandate(c.ctx, firm.Who, id); err != nil {
		t.Fatal(err)
	}
	now := c.again(clerk)
	if a, b := mine(firm), mine(clerk); a != 1 || b != 0 {
		t.Errorf("after the mandate the firm lists %d, the employee %d", a, b)
	}
	_, gone := c.Read(c.ctx, now).Dossier(filed, "read.own")
	_, never := c.Read(c.ctx, now).Dossier("01HZZZZZZZZZZZZZZZZZZZZZZZ", "read.own")
	if gone == nil || never == nil || gone.Error() != never.Error() {
		t.Errorf("the employee is told %v, of what is not there %v", gone, never)
	}
	refused("after the end", file("01HZZZZZZZZZZZZZZZZZZZZZA5", stale, id))
	if err := c.Withdraw(c.ctx, stale, office.Command{}, office.On{ID: filed}, "Không cần nữa"); !fault.Is(err, fault.Missing) {
		t.Errorf("a request from before withdraws the firm's dossier: %v", err)
	}
	if _, err := c.Read(c.ctx, firm.Who).Dossier(filed, "read.own"); err != nil {
		t.Errorf("the firm's own dossier: %v", err)
	}
	c.check()
}

func TestAParentActsForAChildOnceACounterSawTheProof(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	parent := c.someone("citizen", "Trần Thị Ngọc Mai", "001188990101")
	other := c.someone("citizen", "Đỗ Văn Hải", "001082990505")
	file, err := c.Upload(c.ctx, parent.Who, "khai-sinh.pdf", strings.NewReader("%PDF-1.4\n%%EOF\n"))
	if err != nil {
		t.Fatal(err)
	}
	born := c.Now().AddDate(-17, 0, 0)
	claim := access.Mandate{
		Kind: access.Guardian, Principal: access.Represented{Name: "Trần Bé Ví Dụ", Number: "001308990101", Birth: born.Format(time.DateOnly)},
		Proof: access.Proof{Words: "Giấy khai sinh số 1/2009", File: file.Hash, Name: file.Name}, Unit: "chi-nhanh-7",
	}
	for want, change := range map[string]func(*access.Mandate){
		"mandate.proof":    func(m *access.Mandate) { m.Proof.Words = " " },
		"mandate.file":     func(m *access.Mandate) { m.Proof.File = strings.Repeat("0", 64) },
		"mandate.unit":     func(m *access.Mandate) { m.Unit = "khong-co" },
		"mandate.kind":     func(m *access.Mandate) { m.Kind = access.Staff },
		"mandate.grown-up": func(m *access.Mandate) { m.Principal.Birth = born.AddDate(-1, 0, 0).Format(time.DateOnly) },
		"mandate.birth":    func(m *access.Mandate) { m.Principal.Birth = "" },
		"mandate.self":     func(m *access.Mandate) { m.Principal.Number = "001188990101" },
		"mandate.name":     func(m *access.Mandate) { m.Principal.Name = "" },
		"mandate.to":       func(m *access.Mandate) { m.To = c.Now().Add(-time.Hour) },
	} {
		m := claim
		change(&m)
		_, err := c.ClaimMandate(c.ctx, parent.Who, office.Command{}, m)
		if f := fault.As(err); f == nil || !slices.ContainsFunc(append([]*fault.Fault{f}, f.More...), func(f *fault.Fault) bool { return f.Key == want }) {
			t.Errorf("%s: %v", want, err)
		}
	}
	stolen := claim // another's file
	if _, err := c.ClaimMandate(c.ctx, other.Who, office.Command{}, stolen); err == nil {
		t.Error("another names the parent's file")
	}
	id, err := c.ClaimMandate(c.ctx, parent.Who, office.Command{Key: "k"}, claim)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.ClaimMandate(c.ctx, parent.Who, office.Command{Key: "k"}, claim); err != nil || again != id {
		t.Errorf("sent twice: %s, %v", again, err)
	}
	if n := len(c.again(parent).For); n != 0 {
		t.Errorf("before anybody saw the proof the parent acts by %d mandates", n)
	}
	desk, far := c.officer("chi-nhanh-7", "receiver"), c.officer("chi-nhanh-1", "receiver")
	if list, err := c.Read(c.ctx, far).MandatesAsked(); err != nil || len(list) != 0 {
		t.Errorf("another counter lists %d, %v", len(list), err)
	}
	for who, err := range map[string]error{
		"another counter": c.ConfirmMandate(c.ctx, far, id, ""), "the parent": c.ConfirmMandate(c.ctx, parent.Who, id, ""), "a stranger": c.EndMandate(c.ctx, other.Who, id),
	} {
		if !fault.Is(err, fault.Missing) {
			t.Errorf("%s: %v", who, err)
		}
	}
	if list, err := c.Read(c.ctx, desk).MandatesAsked(); err != nil || len(list) != 1 {
		t.Fatalf("the counter lists %d, %v", len(list), err)
	}
	f, _, name, err := c.Read(c.ctx, desk).MandateFile(id)
	if err != nil || name != "khai-sinh.pdf" {
		t.Fatalf("the proof is %q, %v", name, err)
	}
	f.Close()
	if _, err := c.Read(c.ctx, other.Who).Mandate(id); !fault.Is(err, fault.Missing) {
		t.Errorf("a stranger sees the claim: %v", err)
	}
	if err := c.ConfirmMandate(c.ctx, desk, id, "Đã xem bản chính"); err != nil {
		t.Fatal(err)
	}
	if err := c.DeclineMandate(c.ctx, desk, id, "Không khớp"); !fault.Is(err, fault.Conflict) {
		t.Errorf("answered twice: %v", err)
	}
	held := c.again(parent).For
	if len(held) != 1 || held[0].To.Sub(born.AddDate(18, 0, 0)).Abs() > 24*time.Hour {
		t.Fatalf("the parent acts by %+v", held)
	}
	if !held[0].Open(c.Now()) || held[0].Open(c.Now().AddDate(1, 0, 1)) {
		t.Error("the mandate does not end with the eighteenth birthday")
	}
	c.check()
}

// TestANoticeThatWaitedGoesToNobodyWhosePowerWasTaken lets an employee file, takes the power back while the message waits, and wants it
// at the firm's number alone.
func TestANoticeThatWaitedGoesToNobodyWhosePowerWasTaken(t *testing.T) {
	t.Parallel()
	for _, ended := range []bool{false, true} {
		c, g := telling(t)
		filing, err := office.Open(c.ctx, office.Config{DB: c.Store(), Secret: []byte(strings.Repeat("s", 32)), Now: c.clock, Demo: true}) // its own page is open
		if err != nil {
			t.Fatal(err)
		}
		firm := c.someone("business", "Công ty Ví Dụ", companyNumber)
		clerk := c.someone("citizen", "Lê Minh Châu", "001194990404")
		id, err := c.GiveMandate(c.ctx, firm.Who, office.Command{Proof: office.Proof{Code: ownPassword}}, access.Mandate{
			Holder: access.Represented{Name: "Lê Minh Châu", Number: "001194990404"}, From: c.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
		in := c.filing(c.again(clerk), "1.004873", "viec-khac", id)
		in.Parties.Applicant.Phone, in.Parties.Owner.Phone = "0987654321", "0911111111"
		if _, err := filing.File(c.ctx, c.again(clerk), office.Command{}, "01HZZZZZZZZZZZZZZZZZZZZZB1", in); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Follow(c.ctx); err != nil { // the message waits
			t.Fatal(err)
		}
		want := "0987654321"
		if ended {
			want = "0911111111"
			if err := c.EndMandate(c.ctx, firm.Who, id); err != nil {
				t.Fatal(err)
			}
		}
		c.work()
		came := g.messages()
		if len(came) == 0 {
			t.Fatal("nobody was told")
		}
		for _, m := range came {
			if m.To != want {
				t.Errorf("ended %v: a message went to %s, want %s", ended, m.To, want)
			}
		}
	}
}
