package office_test

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"motcua/city"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/org"
)

// reached gives one officer of the city an address, as a new edition of its list of officers does.
func (c *town) reached(person, email string) {
	c.t.Helper()
	pack := fstest.MapFS{}
	err := fs.WalkDir(city.Hanoi(), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(city.Hanoi(), path)
		if path == "officers.json" {
			b = bytes.Replace(b, []byte(`{"id": "`+person+`", `), []byte(`{"id": "`+person+`", "email": "`+email+`", `), 1)
		}
		pack[path] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.ImportPack(c.ctx, system, pack, false); err != nil {
		c.t.Fatal(err)
	}
	if p := c.World().Org.Person(org.PersonID(person)); p.Email != email {
		c.t.Fatalf("the address of %s is %q", person, p.Email)
	}
}

func (c *town) tick() {
	c.t.Helper()
	for range 2 { // the clock is looked at often
		if err := c.Tick(c.ctx); err != nil {
			c.t.Fatal(err)
		}
		c.work()
	}
}

// mailsTo gives the mails to an address, subject and text in one, and their identities.
func (b *mailbox) mailsTo(to string) (texts, ids []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, m := range b.came {
		if m.Header.Get("To") == "<"+to+">" {
			texts, ids = append(texts, b.texts[i]), append(ids, m.Header.Get("Message-Id"))
		}
	}
	return texts, ids
}

const leaderMail = "lanh.dao@example.vn"

func TestALeaderGetsAlarmsAndTheDigestByMailAtNightTooAndOnce(t *testing.T) {
	t.Parallel()
	c, b, g := mailing(t)
	v, _ := c.received("OFFMAIL000001")
	leader := c.officer(v.Competent, "leader")
	c.reached(leader.Person, leaderMail)
	c.tick() // from here on
	c.at(v.Promise.At.Add(-time.Hour).In(office.Zone).Format("2006-01-02 15:04"))
	c.tick()
	rings := len(g.messages())
	c.at(v.Promise.At.In(office.Zone).Format("2006-01-02") + " 23:10") // late, and in quiet hours
	b.busy, b.hung = 1, 1                                              // one is put off, of one the acknowledgement is lost
	c.tick()
	for range 4 {
		c.passes(6 * time.Minute)
		c.tick()
	}
	texts, ids := b.mailsTo(leaderMail)
	late := 0
	for _, x := range texts {
		if strings.HasPrefix(x, "Đơn vị: ") {
			continue // a digest
		}
		if !strings.Contains(x, v.Code) || !strings.Contains(x, "https://tthcc.example.vn/desk/dossiers/OFFMAIL000001") || !strings.Contains(x, "Việc cần làm: ") {
			t.Errorf("the mail says %q", x)
		}
		if strings.Contains(x, "Hồ sơ đã quá ngày hẹn trả") {
			late++
		}
		for _, secret := range []string{v.Parties.Applicant.Name, v.Parties.Applicant.Number, v.Parties.Applicant.Phone} {
			if secret != "" && strings.Contains(x, secret) {
				t.Errorf("the mail has %q of the applicant in it", secret)
			}
		}
	}
	unique := slices.Compact(slices.Sorted(slices.Values(ids)))
	if late == 0 || len(unique) != len(ids)-1 {
		t.Errorf("%d mails of a late dossier, identities %q: want one of them twice", late, ids)
	}
	if len(g.messages()) != rings {
		t.Error("an officer got a short message")
	}
	c.at("2026-06-01 08:00")
	c.tick()
	texts, _ = b.mailsTo(leaderMail)
	digests := 0
	for _, x := range texts {
		if strings.Contains(x, "Trễ hạn chưa xin lỗi: 1") {
			digests++
		}
		if strings.Contains(x, "!(") || strings.Contains(x, "{") {
			t.Errorf("a gap is left open in %q", x)
		}
	}
	if digests != 1 {
		t.Errorf("%d digests in %q", digests, texts)
	}
	parked, err := c.Read(c.ctx, admin).ParkedNotices()
	if err != nil || len(parked) != 0 {
		t.Errorf("parked %+v, %v", parked, err)
	}
}

func TestWithoutAnAddressOrAgainstTheirWishLeadersAreToldInTheServiceAlone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, address   string
		before, waiting bool // the wish is said before the alarm, or while its mail waits to go again
	}{
		{name: "no address"}, {name: "switched off", address: leaderMail, before: true}, {name: "switched off while it waits", address: leaderMail, waiting: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, b, _ := mailing(t)
			v, _ := c.received("OFFMAIL000002")
			leader := c.officer(v.Competent, "leader")
			if tt.address != "" {
				c.reached(leader.Person, tt.address)
			}
			off := func() {
				t.Helper()
				if err := c.SetMail(c.ctx, leader, "vi", false); err != nil {
					t.Fatal(err)
				}
			}
			if tt.before {
				off()
			}
			c.tick()
			if tt.waiting {
				b.busy = 1000
			}
			c.at(v.Promise.At.Add(-time.Hour).In(office.Zone).Format("2006-01-02 15:04"))
			c.tick()
			c.at(v.Promise.At.Add(time.Hour).In(office.Zone).Format("2006-01-02 15:04"))
			c.tick()
			if tt.waiting {
				off()
				b.mu.Lock()
				b.busy = 0
				b.mu.Unlock()
				c.passes(time.Hour)
				c.tick()
			}
			if texts, _ := b.mailsTo(leaderMail); len(texts) != 0 && !tt.waiting || slices.ContainsFunc(texts, func(x string) bool { return strings.Contains(x, v.Code) }) {
				t.Errorf("mails %q", texts)
			}
			list, err := c.Read(c.ctx, leader).AlarmNotices(50)
			if err != nil || !slices.ContainsFunc(list, func(n office.AlarmNotice) bool { return n.Kind == dossier.AlarmLate }) {
				t.Errorf("told in the service: %+v, %v", list, err)
			}
			to, err := c.Read(c.ctx, leader).MailTo()
			if err != nil || to.Address != tt.address || to.On != (tt.address == "") || !to.Made {
				t.Errorf("the leader reads %+v, %v", to, err)
			}
		})
	}
}
