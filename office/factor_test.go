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

const (
	ownPassword  = "mùa thu năm ấy gió về"
	nextPassword = "mùa xuân năm nay mưa nhỏ"
)

// guarded is a town whose officers need second factors and confirm what is weighty.
func guarded(t *testing.T) *town {
	t.Helper()
	c := newTown(t)
	if err := c.SetSettings(c.ctx, system, settings(t, map[string]any{"sign-in.second-factor": "always", "sign-in.confirm": "always"})); err != nil {
		t.Fatal(err)
	}
	return c
}

// staff makes the account of an officer of the pack with a password.
func (c *town) staff(username string) office.Account {
	c.t.Helper()
	p := c.World().Org.ByUsername(username)
	if p == nil {
		c.t.Fatalf("the pack has no officer %s", username)
	}
	a := office.Account{ID: "officer:" + string(p.ID), Username: username, Kind: "officer", Person: string(p.ID), Name: p.Name}
	if err := c.AddAccount(c.ctx, office.Who{Kind: access.System}, a, ownPassword, login.Least); err != nil {
		c.t.Fatal(err)
	}
	return a
}

// in signs in by password.
func (c *town) in(username, password string) *office.Session {
	c.t.Helper()
	s, err := c.SignIn(c.ctx, username, password, office.Device{Agent: "firefox/linux"})
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

// code is what an authenticator shows now.
func (c *town) code(secret string) string {
	c.t.Helper()
	code, err := login.CodeAt(secret, c.clock())
	if err != nil {
		c.t.Fatal(err)
	}
	return code
}

// enrolled signs an officer in for the first time and sets an authenticator up. It gives the secret and the recovery codes.
func (c *town) enrolled(username string) (s *office.Session, secret string, codes []string) {
	c.t.Helper()
	s = c.in(username, ownPassword)
	if s.Stage != office.StageEnrol || s.Who.Kind != access.Anyone {
		c.t.Fatalf("the first sign-in has stage %q and is %s", s.Stage, s.Who.Kind)
	}
	a, sealed, err := c.BeginCode(c.ctx, s.Token)
	if err != nil {
		c.t.Fatal(err)
	}
	next, codes, err := c.AddCode(c.ctx, s.Token, sealed, "điện thoại", c.code(a.Secret), office.Again{})
	if err != nil {
		c.t.Fatal(err)
	}
	if next.Stage != "" || next.Who.Kind != access.Officer || next.Token == s.Token || len(codes) != 10 {
		c.t.Fatalf("after the authenticator: stage %q, %s, %d codes", next.Stage, next.Who.Kind, len(codes))
	}
	if old, err := c.Pending(c.ctx, s.Token); err != nil || old != nil {
		c.t.Errorf("the token from before the step up still opens something: %v, %v", old, err)
	}
	return next, a.Secret, codes
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	if f := fault.As(err); f == nil || f.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

func TestAnOfficerNeedsASecondFactorAndItsCodeOpensOnce(t *testing.T) {
	t.Parallel()
	c := guarded(t)
	c.staff("lanhdao.cn7")
	_, secret, codes := c.enrolled("lanhdao.cn7")
	c.later(time.Minute)
	s := c.in("lanhdao.cn7", ownPassword)
	if s.Stage != office.StageCode {
		t.Fatalf("the second sign-in has stage %q", s.Stage)
	}
	if full, err := c.Session(c.ctx, s.Token); err != nil || full != nil {
		t.Fatalf("a session without its second factor opens: %v, %v", full, err)
	}
	if err := c.ChoosePost(c.ctx, s.Token, "x"); err == nil {
		t.Error("a session without its second factor chooses a post")
	}
	if _, err := c.ChangePassword(c.ctx, s.Token, ownPassword, nextPassword); err == nil {
		t.Error("a session without its second factor changes the password")
	}
	if _, _, err := c.BeginCode(c.ctx, s.Token); err == nil {
		t.Error("a session without its second factor adds another one")
	}
	_, err := c.ProveCode(c.ctx, s.Token, "000000")
	wantKey(t, err, "login.code-wrong")
	now := c.code(secret)
	if full, err := c.ProveCode(c.ctx, s.Token, now[:3]+" "+now[3:]); err != nil || full.Who.Kind != access.Officer {
		t.Fatalf("the right code: %v", err)
	}
	again := c.in("lanhdao.cn7", ownPassword)
	_, err = c.ProveCode(c.ctx, again.Token, now)
	wantKey(t, err, "login.code-wrong") // it was used
	lower := strings.ToLower(strings.ReplaceAll(codes[3], "-", " "))
	if full, err := c.ProveCode(c.ctx, again.Token, lower); err != nil || full.Stage != "" {
		t.Fatalf("a recovery code: %v", err)
	}
	third := c.in("lanhdao.cn7", ownPassword)
	_, err = c.ProveCode(c.ctx, third.Token, codes[3])
	wantKey(t, err, "login.code-wrong")
}

func TestWrongCodesWaitThoughThePasswordIsRightBetween(t *testing.T) {
	t.Parallel()
	c := guarded(t)
	c.staff("lanhdao.cn7")
	_, secret, _ := c.enrolled("lanhdao.cn7")
	c.later(time.Minute)
	for range 5 {
		s := c.in("lanhdao.cn7", ownPassword)
		_, err := c.ProveCode(c.ctx, s.Token, "000000")
		wantKey(t, err, "login.code-wrong")
	}
	s := c.in("lanhdao.cn7", ownPassword)
	_, err := c.ProveCode(c.ctx, s.Token, c.code(secret))
	wantKey(t, err, "login.wait-seconds")
	c.later(time.Minute)
	if _, err := c.ProveCode(c.ctx, s.Token, c.code(secret)); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func TestASessionLeftOpenAddsNoFactorAndTheLastOneStays(t *testing.T) {
	t.Parallel()
	c := guarded(t)
	c.staff("lanhdao.cn7")
	s, _, _ := c.enrolled("lanhdao.cn7")
	a, sealed, err := c.BeginCode(c.ctx, s.Token)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = c.AddCode(c.ctx, s.Token, sealed, "của kẻ khác", c.code(a.Secret), office.Again{Password: "đoán bừa một câu"})
	wantKey(t, err, "login.password-now-wrong")
	list, _, err := c.Factors(c.ctx, s.Token)
	if err != nil || len(list) != 1 {
		t.Fatalf("factors %v, %v", list, err)
	}
	wantKey(t, c.DropFactor(c.ctx, s.Token, list[0].ID, office.Again{Password: ownPassword}), "login.factor-last")
	s2, codes, err := c.AddCode(c.ctx, s.Token, sealed, "máy thứ hai", c.code(a.Secret), office.Again{Password: ownPassword})
	if err != nil || len(codes) != 0 {
		t.Fatalf("a second authenticator: %v, %d recovery codes", err, len(codes))
	}
	if err := c.DropFactor(c.ctx, s2.Token, list[0].ID, office.Again{Password: ownPassword}); err != nil {
		t.Errorf("one of two goes: %v", err)
	}
	other := c.staff("minhanh.cn1")
	o, _, _ := c.enrolled(other.Username)
	mine, _, err := c.Factors(c.ctx, s2.Token)
	if err != nil {
		t.Fatal(err)
	}
	c.later(time.Hour)
	if err := c.DropFactor(c.ctx, o.Token, mine[0].ID, office.Again{Password: ownPassword}); err == nil {
		t.Error("somebody dropped another's factor")
	}
}

func TestARecoveryCodeIsForItsOwnerOnceAndWithinTheHour(t *testing.T) {
	t.Parallel()
	c := guarded(t)
	c.staff("lanhdao.cn7")
	admin := c.staff("admin")
	s, _, _ := c.enrolled("lanhdao.cn7")
	who := office.Who{Kind: access.Officer, Role: "administrator", Account: admin.ID}
	code, err := c.Recover(c.ctx, who, "lanhdao.cn7", true)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Recover(c.ctx, who, "admin", true)
	wantKey(t, err, "login.recover-own")
	if _, err := c.Recover(c.ctx, c.officer("chi-nhanh-7", "receiver"), "admin", true); !fault.Is(err, fault.Refused) {
		t.Errorf("a clerk made a recovery code: %v", err)
	}
	unknown, wrong := c.UseRecovery(c.ctx, "khongco", code, nextPassword), c.UseRecovery(c.ctx, "admin", code, nextPassword)
	wantKey(t, unknown, "login.recover-wrong")
	if unknown.Error() != wrong.Error() {
		t.Errorf("the answers tell who has an account: %v, %v", unknown, wrong)
	}
	wantKey(t, c.UseRecovery(c.ctx, "lanhdao.cn7", code, "abc"), "login.password-short")
	c.later(61 * time.Minute)
	wantKey(t, c.UseRecovery(c.ctx, "lanhdao.cn7", code, nextPassword), "login.recover-wrong")
	if code, err = c.Recover(c.ctx, who, "lanhdao.cn7", true); err != nil {
		t.Fatal(err)
	}
	if err := c.UseRecovery(c.ctx, "LanhDao.cn7", strings.ToLower(code), nextPassword); err != nil {
		t.Fatal(err)
	}
	wantKey(t, c.UseRecovery(c.ctx, "lanhdao.cn7", code, ownPassword), "login.recover-wrong")
	if old, err := c.Session(c.ctx, s.Token); err != nil || old != nil {
		t.Errorf("a session from before the recovery lives: %v", err)
	}
	if s := c.in("lanhdao.cn7", nextPassword); s.Stage != office.StageEnrol {
		t.Errorf("after the factors went the stage is %q", s.Stage)
	}
}

func TestANewPasswordEndsTheOtherSessionsAndRotatesThisOne(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.account("mai", ownPassword)
	one, two := c.in("mai", ownPassword), c.in("mai", ownPassword)
	lines, err := c.Sessions(c.ctx, one.Token)
	if err != nil || len(lines) != 2 || lines[0].Agent != "firefox/linux" || slices.IndexFunc(lines, func(l office.SessionLine) bool { return l.Current }) < 0 {
		t.Fatalf("sessions %+v, %v", lines, err)
	}
	_, err = c.ChangePassword(c.ctx, one.Token, "đoán bừa một câu", nextPassword)
	wantKey(t, err, "login.password-now-wrong")
	next, err := c.ChangePassword(c.ctx, one.Token, ownPassword, nextPassword)
	if err != nil || next.Token == one.Token {
		t.Fatalf("change: %v", err)
	}
	for _, token := range []string{one.Token, two.Token} {
		if s, err := c.Session(c.ctx, token); err != nil || s != nil {
			t.Errorf("an earlier session lives: %v", err)
		}
	}
	if s, err := c.Session(c.ctx, next.Token); err != nil || s == nil {
		t.Errorf("the session that changed it ended: %v", err)
	}
	if _, err := c.SignIn(c.ctx, "mai", ownPassword, office.Device{}); err == nil {
		t.Error("the old password still opens")
	}
}

func TestASessionEndsOthersOfItsOwnAlone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.account("mai", ownPassword)
	c.account("dung", ownPassword)
	mai, dung := c.in("mai", ownPassword), c.in("dung", ownPassword)
	lines, err := c.Sessions(c.ctx, dung.Token)
	if err != nil || len(lines) != 1 {
		t.Fatalf("sessions %v, %v", lines, err)
	}
	if err := c.EndSession(c.ctx, mai.Token, lines[0].Handle); err != nil {
		t.Fatal(err)
	}
	if s, err := c.Session(c.ctx, dung.Token); err != nil || s == nil {
		t.Errorf("another's session was ended: %v", err)
	}
	if _, err := c.OfficerSessions(c.ctx, mai.Who); !fault.Is(err, fault.Refused) {
		t.Errorf("a citizen lists officers' sessions: %v", err)
	}
	if err := c.EndSessionOf(c.ctx, mai.Who, "citizen:dung", ""); !fault.Is(err, fault.Refused) {
		t.Errorf("a citizen ends another's sessions: %v", err)
	}
	if err := c.EndSessionOf(c.ctx, office.Who{Kind: access.Officer, Role: "administrator"}, "citizen:dung", ""); err != nil {
		t.Fatal(err)
	}
	if s, err := c.Session(c.ctx, dung.Token); err != nil || s != nil {
		t.Errorf("an administrator did not end it: %v", err)
	}
}

// toApprove brings a dossier to a leader's approval and gives where that is.
func (c *town) toApprove(id dossier.ID) office.On {
	c.t.Helper()
	clerk := c.officer("chi-nhanh-7", "receiver")
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id}, c.intake("1.004873", "viec-khac", "chi-nhanh-7")); err != nil {
		c.t.Fatal(err)
	}
	for range 20 {
		v := c.dossier(id)
		task := v.Open[0]
		on := office.On{ID: id, Seen: v.Version, Token: task.Token}
		if task.Work == procedure.Approve {
			return on
		}
		f := dossier.Finishing{}
		if len(task.Can) > 0 {
			f.Outcome = task.Can[0]
		}
		if err := c.Finish(c.ctx, c.officer(task.Unit, task.Role), office.Command{}, on, dossier.ActFinish, f); err != nil {
			c.t.Fatal(err)
		}
	}
	c.t.Fatal("no approval in this process")
	return office.On{}
}

func TestAnOpenSessionApprovesNothingWithoutAProofOfThisVeryAct(t *testing.T) {
	t.Parallel()
	c := guarded(t)
	on := c.toApprove("WEIGHTY0001")
	task := c.dossier(on.ID).Open[0]
	username := ""
	for _, p := range c.World().Org.People() {
		if string(p.ID) == c.officer(task.Unit, task.Role).Person {
			username = p.Username
		}
	}
	c.staff(username)
	s, secret, codes := c.enrolled(username)
	c.later(time.Minute)
	who := s.Who
	who.Unit, who.Role, who.Units = task.Unit, task.Role, []string{task.Unit}
	f := dossier.Finishing{Words: "Đồng ý"}
	approve := func(p office.Proof, key string) error {
		return c.Finish(c.ctx, who, office.Command{Key: key, Proof: p}, on, dossier.ActApprove, f)
	}
	_, hash, needed := office.UnconfirmedAct(approve(office.Proof{}, "k1"))
	if !needed || len(hash) != 64 {
		t.Fatalf("an open session alone: %v, %q", needed, hash)
	}
	wantKey(t, approve(office.Proof{Code: "000000"}, "k1"), "confirm.wrong")
	wantKey(t, approve(office.Proof{Code: codes[0]}, "k1"), "confirm.wrong") // a recovery code signs in and decides nothing
	if v := c.dossier(on.ID); v.Version != on.Seen {
		t.Fatal("something was written")
	}
	if err := approve(office.Proof{Code: c.code(secret)}, "k1"); err != nil {
		t.Fatal(err)
	}
	if err := approve(office.Proof{Code: c.code(secret)}, "k1"); err != nil {
		t.Errorf("the same command sent again: %v", err)
	}
	v := c.dossier(on.ID)
	i := slices.IndexFunc(v.Steps, func(x office.StepView) bool { return x.Kind == dossier.KindApproved })
	if i < 0 || v.Steps[i].Confirmed == nil || v.Steps[i].Confirmed.By != "totp" || v.Steps[i].Confirmed.Hash != hash {
		t.Errorf("the event keeps %+v, want the code and %s", v.Steps[i].Confirmed, hash)
	}
	c.check()
}

func TestOneConfirmationApprovesAListAndNoOther(t *testing.T) {
	t.Parallel()
	c := guarded(t)
	ons := []office.On{c.toApprove("WEIGHTY0011"), c.toApprove("WEIGHTY0012")}
	other := c.toApprove("WEIGHTY0013")
	task := c.dossier(other.ID).Open[0]
	username := ""
	for _, p := range c.World().Org.People() {
		if string(p.ID) == c.officer(task.Unit, task.Role).Person {
			username = p.Username
		}
	}
	c.staff(username)
	s, secret, _ := c.enrolled(username)
	c.later(time.Minute)
	who := s.Who
	who.Unit, who.Role, who.Units = task.Unit, task.Role, []string{task.Unit}
	batch := func(p office.Proof, ons []office.On) ([]office.BatchResult, error) {
		return c.Batch(c.ctx, who, office.Command{Key: "b1", Proof: p}, dossier.ActApprove, ons, "", "")
	}
	_, err := batch(office.Proof{}, ons)
	if _, _, needed := office.UnconfirmedAct(err); !needed {
		t.Fatalf("a batch without a proof: %v", err)
	}
	p := office.Proof{Code: c.code(secret)}
	for range 2 { // the second time as a browser that heard no answer
		got, err := batch(p, ons)
		if err != nil || len(got) != 2 || got[0].Err != nil || got[1].Err != nil {
			t.Fatalf("the batch: %v, %v", got, err)
		}
	}
	_, err = batch(p, append(slices.Clone(ons), other))
	wantKey(t, err, "confirm.wrong")
	c.check()
}
