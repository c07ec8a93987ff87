package office_test

import (
	"strings"
	"testing"
	"time"

	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

// toWork brings a dossier to a step of a kind of work and gives where that is, with who does it.
func (c *town) toWork(id dossier.ID, work procedure.Work) (office.On, office.Who) {
	c.t.Helper()
	if _, err := c.Receive(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: id}, c.intake("1.004873", "viec-khac", "chi-nhanh-7")); err != nil {
		c.t.Fatal(err)
	}
	for range 20 {
		v := c.dossier(id)
		task := v.Open[0]
		on, who := office.On{ID: id, Seen: v.Version, Token: task.Token}, c.officer(task.Unit, task.Role)
		if task.Work == work {
			return on, who
		}
		f, act := dossier.Finishing{}, dossier.ActFinish
		if task.Work == procedure.Approve {
			act = dossier.ActApprove
		} else if len(task.Can) > 0 {
			f.Outcome = task.Can[0]
		}
		if err := c.Finish(c.ctx, who, office.Command{}, on, act, f); err != nil {
			c.t.Fatal(err)
		}
	}
	c.t.Fatalf("no %s in this process", work)
	return office.On{}, office.Who{}
}

// A weighty act is tried by somebody with an open session and an authenticator.
type weighty struct {
	as string // who does it, by the name of the account
	do func(who office.Who, cmd office.Command) error

	s      *office.Session
	secret string
	codes  []string
}

func TestNoWeightyActIsDoneWithoutAFreshFactorBoundToIt(t *testing.T) {
	t.Parallel()
	c := guarded(t)
	approve, leader := c.toWork("WEIGHTY0101", procedure.Approve)
	issue, clerk := c.toWork("WEIGHTY0102", procedure.Issue)
	name := func(who office.Who) string {
		for _, p := range c.World().Org.People() {
			if string(p.ID) == who.Person {
				return p.Username
			}
		}
		return ""
	}
	post := func(who office.Who, as office.Who) office.Who { // a person of several posts uses that of the step
		who.Unit, who.Role, who.Units = as.Unit, as.Role, []string{as.Unit}
		return who
	}
	given := org.Delegation{Giver: "so-xay-dung", ReceiverUnit: "chi-nhanh-7", Document: "7/QĐ-UQ", From: c.clock(), To: c.clock().AddDate(0, 1, 0)}
	accounts := map[string]weighty{}
	for act, x := range map[string]weighty{
		"approve": {as: name(leader), do: func(who office.Who, cmd office.Command) error {
			return c.Finish(c.ctx, post(who, leader), cmd, approve, dossier.ActApprove, dossier.Finishing{Words: "Đồng ý"})
		}},
		"issue": {as: name(clerk), do: func(who office.Who, cmd office.Command) error {
			return c.Finish(c.ctx, post(who, clerk), cmd, issue, dossier.ActIssue, dossier.Finishing{Number: "12/KQ"})
		}},
		"delegate": {as: "admin", do: func(who office.Who, cmd office.Command) error { return c.Delegate(c.ctx, who, cmd, given) }},
		"reorganise": {as: "admin", do: func(who office.Who, cmd office.Command) error {
			_, err := c.Reorganise(c.ctx, who, cmd, "sap-xep.json", []byte(newCommune))
			return err
		}},
		"break-glass": {as: "bichchi.sxd", do: func(who office.Who, cmd office.Command) error {
			_, err := c.Open(c.ctx, who, cmd, c.dossier(approve.ID).Code, "Người dân đang chờ tại quầy, cần tra ngay giấy tờ đã nộp")
			return err
		}},
	} {
		in, known := accounts[x.as]
		if !known {
			c.staff(x.as)
			in.s, in.secret, in.codes = c.enrolled(x.as)
			accounts[x.as] = in
		}
		x.s, x.secret, x.codes = in.s, in.secret, in.codes
		c.factored(act, x)
	}
	c.check()
}

// factored tries an act without a factor, with wrong, spent and old ones, with one that confirmed another act, and with a fresh one.
func (c *town) factored(act string, x weighty) {
	c.t.Helper()
	s, secret, codes := x.s, x.secret, x.codes
	c.later(time.Minute)
	old := c.code(secret)
	c.later(10 * time.Minute)
	do := func(key string, p office.Proof) error { return x.do(c.again(s), office.Command{Key: key, Proof: p}) }
	asked, hash, needed := office.UnconfirmedAct(do(act+"1", office.Proof{}))
	if !needed || asked != act || len(hash) != 64 {
		c.t.Errorf("%s by an open session alone: asked for %q, %q", act, asked, hash)
	}
	for why, code := range map[string]string{"wrong": "000000", "ten minutes old": old, "a recovery code": codes[0]} {
		if why == "wrong" && code == c.code(secret) {
			continue
		}
		if f := do(act+"1", office.Proof{Code: code}); f == nil || !strings.Contains(f.Error(), "confirm.wrong") {
			c.t.Errorf("%s with a code that is %s: %v", act, why, f)
		}
	}
	now, other := c.code(secret), strings.Repeat("0", 64)
	if mark, err := c.Confirmed(c.ctx, c.again(s), office.Command{Key: act + "2", Proof: office.Proof{Code: now}}, act, other); err != nil || mark == nil || mark.Hash != other {
		c.t.Fatalf("%s: another act is confirmed: %v, %v", act, mark, err)
	}
	wantKey(c.t, do(act+"2", office.Proof{}), "confirm.needed") // what was confirmed under this key was another act
	wantKey(c.t, do(act+"1", office.Proof{Code: now}), "confirm.wrong")
	wantKey(c.t, do(act+"1", office.Proof{Key: "{}", Flow: "khong-co"}), "confirm.wrong")
	c.later(5 * time.Minute)
	if err := do(act+"1", office.Proof{Code: c.code(secret)}); err != nil {
		c.t.Errorf("%s with a fresh code: %v", act, err)
	}
}

func TestAMandateIsGivenWithThePasswordOnceMoreOrAfterAFreshSignIn(t *testing.T) {
	t.Parallel()
	c := guarded(t)
	s := c.someone("citizen", "Nguyễn Thị Ví Dụ", "001185012345")
	give := func(who office.Who, key, holder string, p office.Proof) error {
		_, err := c.GiveMandate(c.ctx, who, office.Command{Key: key, Proof: p}, access.Mandate{Holder: access.Represented{Name: "Lê Minh Châu", Number: holder}, From: c.Now()})
		return err
	}
	const holder, second = "001194990404", "001082990505"
	c.later(time.Hour)
	if act, _, needed := office.UnconfirmedAct(give(c.again(s), "k1", holder, office.Proof{})); !needed || act != "give-mandate" {
		t.Error("an open session alone gives a mandate")
	}
	wantKey(t, give(c.again(s), "k1", holder, office.Proof{Code: "đoán bừa một câu"}), "login.password-now-wrong")
	if list, err := c.Read(c.ctx, c.again(s)).Mandates(); err != nil || len(list) != 0 {
		t.Fatalf("%d mandates were given, %v", len(list), err)
	}
	if err := give(c.again(s), "k1", holder, office.Proof{Code: ownPassword}); err != nil {
		t.Fatal(err)
	}
	wantKey(t, give(c.again(s), "k2", second, office.Proof{}), "confirm.needed") // each giving anew

	outside := store.AccountRow{ID: "citizen:vneid", Username: "id:vneid", Kind: "citizen", Name: "Trần Văn Mẫu", Number: "001080000006", Created: c.Now()}
	token := []byte(login.HashToken("phien"))
	if err := c.Store().Write(c.ctx, func(tx *store.Tx) error {
		if err := tx.PutAccount(outside); err != nil {
			return err
		}
		return tx.PutSession(store.SessionRow{Token: token, Account: outside.ID, CSRF: "x", Method: "vneid", Created: tx.Now(), Seen: tx.Now(), Expires: tx.Now().Add(time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	who := office.Who{Kind: access.Citizen, Account: outside.ID, Name: outside.Name, Number: outside.Number, Key: c.PersonKey(outside.Number), Session: string(token[:16])}
	c.later(9 * time.Minute)
	if err := give(who, "k3", holder, office.Proof{}); err != nil {
		t.Errorf("after a fresh sign-in at a provider: %v", err)
	}
	c.later(2 * time.Minute)
	wantKey(t, give(who, "k4", second, office.Proof{}), "confirm.sign-in-again")
	wantKey(t, give(who, "k4", second, office.Proof{Code: ownPassword}), "confirm.sign-in-again") // it has none
	c.check()
}
