package office_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/petition"
	"motcua/office"
)

// onEngines runs a test on both engines.
func onEngines(t *testing.T, do func(*testing.T, *town)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { do(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		do(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 4}))
	})
}

// refusedAs sends a message that must be refused, with what is wrong and where.
func (c *town) refusedAs(key []byte, id, body, want, at string) {
	c.t.Helper()
	_, err := c.TakeSigned(c.ctx, c.signed(key, id, body))
	if f := fault.As(err); f == nil || f.Key != want || f.Field != at {
		c.t.Errorf("%s: %v, not %s at %s", id, err, want, at)
	}
}

func TestAWordFromTheFutureIsRefusedAndShutsOutNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, c *town) {
		_, key := c.appKey(false, 0)
		id := c.take(c.signed(key, "sent", appSent("APP-1"))).Ticket.ID
		c.answered(id)
		said := func(kind string, at time.Time) string {
			return message(kind, at.Format(time.RFC3339), `{"petition":"APP-1","text":"Đèn vẫn không sáng."}`)
		}
		c.refusedAs(key, "ever", message("petition.confirmed", "9999-12-31T23:59:59Z", `{"petition":"APP-1"}`), "inbox.future", "body.timestamp")
		c.refusedAs(key, "ahead", said("petition.confirmed", c.clock().Add(6*time.Minute)), "inbox.future", "body.timestamp")
		if got := c.take(c.signed(key, "now", said("petition.reopened", c.clock()))); got.State != office.TakenDone || got.Stands != petition.Handling {
			t.Errorf("reopened: %+v", got)
		}
		if got := c.take(c.signed(key, "close", message("petition.sent", c.clock().Add(4*time.Minute).Format(time.RFC3339), `{"petition":"APP-2","title":"Đèn đường không sáng","text":"Đèn đầu ngõ không sáng đã mười ngày."}`))); got.State != office.TakenDone {
			t.Errorf("a clock that is four minutes ahead: %+v", got)
		}
		c.check()
	})
}

func TestTheWordsOfAnOvertakenMessageAreHeldForOfficers(t *testing.T) {
	onEngines(t, func(t *testing.T, c *town) {
		_, key := c.appKey(false, 0)
		id := c.take(c.signed(key, "sent", appSent("APP-1"))).Ticket.ID
		c.answered(id)
		c.take(c.signed(key, "later", message("petition.confirmed", c.clock().Format(time.RFC3339), `{"petition":"APP-1"}`)))
		picture := append([]byte{0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1}, bytes.Repeat([]byte("ảnh"), 200)...)
		before := message("petition.reopened", c.clock().Add(-time.Minute).Format(time.RFC3339), `{"petition":"APP-1","text":"Đèn lại tắt, đề nghị xem lại.","files":[{"name":"den.jpg","content":"`+base64.StdEncoding.EncodeToString(picture)+`"}]}`)
		if got := c.take(c.signed(key, "before", before)); got.State != office.TakenOvertaken || got.Stands != petition.Resolved {
			t.Fatalf("%+v", got)
		}
		agent := c.Read(c.ctx, c.officer(careUnit, "care-agent"))
		all, err := agent.HeldMessages(app, office.TakenOvertaken, time.Time{})
		if err != nil || len(all) != 1 || all[0].ID != "before" {
			t.Fatalf("held: %+v, %v", all, err)
		}
		m, err := agent.HeldMessage(app, "before")
		if err != nil || !strings.Contains(m.Text, "Đèn lại tắt, đề nghị xem lại.") || m.Petition != id || m.MayTake {
			t.Errorf("held: %+v, %v", m, err)
		}
		// Its picture is nowhere else: it opens from here, and that somebody saw it is written down.
		if strings.Contains(m.Text, base64.StdEncoding.EncodeToString(picture)[:400]) || len(m.Files) != 1 || m.Files[0] != (office.HeldFile{Name: "den.jpg", Size: int64(len(picture))}) {
			t.Errorf("its files: %+v in %d letters", m.Files, len(m.Text))
		}
		name, kind, content, err := agent.HeldFile(app, "before", 0)
		if err != nil || name != "den.jpg" || kind != "image/jpeg" || !bytes.Equal(content, picture) {
			t.Errorf("%s is %s of %d bytes, %v", name, kind, len(content), err)
		}
		if lines, err := c.Store().Read().Reads(c.ctx, "inbox/"+app+"/before", 10); err != nil || len(lines) == 0 {
			t.Errorf("%d lines in the read log, %v", len(lines), err)
		}
		for _, n := range []int{-1, 1} {
			if _, _, _, err := agent.HeldFile(app, "before", n); keyOf(err) != "inbox.not-held" {
				t.Errorf("file %d: %v", n, err)
			}
		}
		if _, _, _, err := c.Read(c.ctx, c.officer("chi-nhanh-7", "specialist")).HeldFile(app, "before", 0); err == nil {
			t.Error("a specialist opens it")
		}
	})
}

func TestMessagesAreReadToTheLetter(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, key := c.appKey(false, 0)
	good := `"title":"Đèn đường không sáng","text":"Đèn đầu ngõ không sáng đã mười ngày."`
	data := func(more string) string { return message("petition.sent", noon, `{"petition":"P",`+good+more+`}`) }
	for i, x := range []struct{ body, want, at string }{
		{data("") + `{}`, "inbox.unreadable", "body"},
		{data("") + ` x`, "inbox.unreadable", "body"},
		{strings.Replace(data(""), `{"type"`, `{"type":"petition.withdrawn","type"`, 1), "inbox.twice", "body"},
		{data(`,"text":"Một nội dung khác hẳn như thế."`), "inbox.twice", "body.data"},
		{data(`,"point":{"lat":21.02,"lat":21.03,"long":105.85}`), "inbox.twice", "body.data.point"},
		{message("petition.sent", noon, `{"Petition":"P",`+good+`}`), "inbox.unknown", "body.data"},
		{strings.Replace(data(""), `"timestamp"`, `"Timestamp"`, 1), "inbox.unknown", "body"},
		{data(`,"titel":"a"`), "inbox.unknown", "body.data"},
		{data(`,"point":{"lat":"21","long":105.85}`), "inbox.want", "body.data.point.lat"},
		{data(`,"point":[21.02,105.85]`), "inbox.want", "body.data.point"},
		{data(`,"protect":1`), "inbox.want", "body.data.protect"},
		{data(`,"files":[{"name":"a.jpg","content":"AAAA"},{"name":"b.jpg","content":"!!!"}]`), "inbox.want", "body.data.files.1.content"},
		{data(`,"files":[{"name":"a.jpg","content":"QUFBQQ=="}]`), "petition.file-kind", "body.data.files.0"},
		{data(`,"point":{"lat":105.85,"long":21.02}`), "petition.point-swapped", "body.data.point"},
		{data(`,"phone":"abc"`), "petition.phone", "body.data.phone"},
		{strings.Replace(data(""), noon, "hôm qua", 1), "inbox.moment", "body.timestamp"},
		{message("petition.sent", noon, `{"petition":7,`+good+`}`), "inbox.ref", "body.data.petition"},
		{message("petition.sent", noon, `{"petition":"P\u200f",`+good+`}`), "inbox.ref", "body.data.petition"},
		{message("dossier.rated", noon, `{"dossier":"H26","check":"x","overall":4.5}`), "inbox.want", "body.data.overall"},
		{`{"type":"dossier.rated","timestamp":"` + noon + `"}`, "inbox.want", "body.data"},
		{message("petition.gone", noon, `{}`), "inbox.kind", "body.type"},
	} {
		c.refusedAs(key, fmt.Sprintf("bad_%d", i), x.body, x.want, x.at)
	}
	c.take(c.signed(key, "good", data("")))
	c.refusedAs(key, "other", strings.Replace(data(""), "mười ngày", "ba ngày", 1), "inbox.other-petition", "body.data.petition")
}

func TestSignsThatAreNotSeenAreDroppedFromMessagesAsOnThePages(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, key := c.appKey(false, 0)
	body := message("petition.sent", noon, `{"petition":"R-1","title":"Đèn\u202e đường","text":"Đèn `+"\u200f"+`không \u0000sáng\ud800 `+"\xff"+`mười ngày."}`)
	id := c.take(c.signed(key, "sent", body)).Ticket.ID
	p, err := c.Read(c.ctx, c.officer(careUnit, "care-agent")).Petition(id)
	if err != nil || p.Title != "Đèn đường" || p.Text != "Đèn không sáng mười ngày." {
		t.Errorf("%q, %q, %v", p.Title, p.Text, err)
	}
	again := c.take(c.signed(key, "supplied", message("petition.withdrawn", noon, `{"petition":"R-1","text":"Đèn đã`+"\u200e"+` sáng."}`)))
	if again.State != office.TakenDone {
		t.Errorf("%+v", again)
	}
}

func TestAMessageThatIsTooLargeIsCountedAndToldWhatIsAllowed(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, key := c.appKey(false, 0)
	for _, take := range []func() error{
		func() error {
			_, err := c.TakeSigned(c.ctx, c.signed(key, "big", strings.Repeat("x", 8<<20+1)))
			return err
		},
		func() error {
			_, err := c.TakeSignedMessage(c.ctx, c.signed(key, "big", strings.Repeat("x", 8<<20+1)))
			return err
		},
		func() error { return c.TooLarge(c.ctx, app, 8<<20) },
		func() error { return c.TooLarge(c.ctx, "khongco", 8<<20) },
	} {
		if f := fault.As(take()); f == nil || f.Key != "inbox.too-large" || f.Args["mb"] != "8" {
			t.Errorf("%v", f)
		}
	}
	all, strangers, err := c.Connections(c.ctx, system)
	if err != nil || all[0].Counts["too-large"] != 3 || strangers != 1 {
		t.Errorf("%v, %d of nobody, %v", all[0].Counts, strangers, err)
	}
}
