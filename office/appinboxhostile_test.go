package office_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/office"
)

// TestHostileMessagesAreRefusedCountedAndKept sends what a broken or an evil application would, rightly signed.
func TestHostileMessagesAreRefusedCountedAndKept(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, key := c.appKey(false, 0)
	sent := func(ref, more string) string {
		return message("petition.sent", noon, fmt.Sprintf(`{"petition":%q,"title":"Đèn đường không sáng","text":"Đèn đầu ngõ không sáng đã mười ngày.","phone":"0912 345 678"%s}`, ref, more))
	}
	file := func(name string, content []byte) string {
		return sent("F-"+name, fmt.Sprintf(`,"files":[{"name":%q,"content":%q}]`, name, base64.StdEncoding.EncodeToString(content)))
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte(sent("G-1", ""))); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	ihdr := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"), 60000)
	bodies := map[string]string{
		"swapped": sent("P-1", `,"point":{"lat":105.85,"long":21.02}`), "nan": sent("P-2", `,"point":{"lat":NaN,"long":105}`), "far": sent("P-3", `,"point":{"lat":1e309,"long":105}`),
		"words": sent("P-4", `,"point":{"lat":"21","long":""}`), "outside": sent("P-5", `,"point":{"lat":10.77,"long":106.7}`), "infinite": sent("P-6", `,"point":{"lat":-1e308,"long":105}`),
		"nul": strings.Replace(sent("N-1", ""), "N-1", `N\u0000-1`, 1), "turned": strings.Replace(sent("N-2", ""), "N-2", `N\u202e-2`, 1),
		"raw": strings.Replace(sent("N-3", ""), "Đèn đường không sáng", "\xff\xfe", 1), "ref": strings.Replace(sent("N-4", ""), "N-4", `N\r\n4`, 1), "deep": strings.Repeat("[", 1<<20),
		"deeper": sent("N-5", `,"x":`+strings.Repeat(`{"a":`, 20000)+"1"+strings.Repeat("}", 20000)), "zipped": zipped.String(), "junk": strings.Repeat("x", 1<<20), "empty": "",
		"long": strings.Replace(sent("N-6", ""), "mười ngày", strings.Repeat("Đ", 2<<20), 1), "named": sent("N-7", `,"name":"`+strings.Repeat("n", 100000)+`"`),
		"tiff": file("a.jpg", append([]byte("MM\x00*\x00\x00\x00\x08"), make([]byte, 200)...)), "tiff2": file("b.png", append([]byte("II*\x00\x08\x00\x00\x00"), make([]byte, 200)...)),
		"bomb": file("c.png", append(binary.BigEndian.AppendUint32(ihdr, 60000), 8, 6, 0, 0, 0, 0, 0, 0, 0)), "script": file("d.jpg", []byte("<svg onload=alert(1)>")), "zip": file("e.pdf", []byte("PK\x03\x04"+strings.Repeat("\x00", 200))),
		"up": file("../../f.jpg", []byte("\xff\xd8\xff\xe0junk")), "none": file("g.jpg", nil), "base64": sent("N-8", `,"files":[{"name":"a.jpg","content":"!!!"}]`),
	}
	for name, body := range bodies {
		if _, err := c.TakeSigned(c.ctx, c.signed(key, "msg_"+name, body)); fault.As(err) == nil || fault.As(err).Kind == fault.Internal {
			t.Errorf("%s: %v", name, err)
		}
		if m, _, err := c.Store().Read().Message(c.ctx, app, "msg_"+name); err != nil || m.State != "refused" || string(m.Body) != body {
			t.Errorf("%s is kept as %s with %d of %d bytes, %v", name, m.State, len(m.Body), len(body), err)
		}
	}
	if n, err := c.Store().Read().CountPetitions(c.ctx, store.PetitionFilter{}); err != nil || n != 0 {
		t.Errorf("they made %d petitions, %v", n, err)
	}
	all, _, err := c.Connections(c.ctx, system)
	if err != nil || all[0].Counts["refused"] != int64(len(bodies)) {
		t.Errorf("counted %v of %d, %v", all[0].Counts, len(bodies), err)
	}
	agent := c.officer(careUnit, "care-agent")
	for name := range bodies {
		m, err := c.Read(c.ctx, agent).HeldMessage(app, "msg_"+name)
		if err != nil || strings.ContainsAny(m.Text, "\x00\u202e") || len([]rune(m.Text)) > 20000 || len(m.Why) == 0 {
			t.Errorf("%s is shown with %d letters, why %v, %v", name, len(m.Text), m.Why, err)
		}
	}
	for _, id := range []string{"", "a.b", strings.Repeat("x", 191), "a b", "a\nb", "ñ"} {
		if _, err := c.TakeSigned(c.ctx, c.signed(key, id, sent("I-1", ""))); fault.As(err) == nil || fault.As(err).Key != "inbox.signature" {
			t.Errorf("id %q: %v", id, err)
		}
	}
	c.check()
}

func TestAThousandMailsThatAnswerEachOtherEnd(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.keyOf("mail", false)
	prev := "<a0@example.org>"
	states := map[string]int{}
	for i := range 1000 {
		id := fmt.Sprintf("<a%d@example.org>", i+1)
		raw := fmt.Sprintf("From: Máy <may@example.org>\r\nTo: hotro@example.vn\r\nSubject: Re: =?utf-8?q?th=C6=B0?=\r\nMessage-ID: %s\r\nIn-Reply-To: %s\r\nDate: Tue, 03 Mar 2026 08:00:00 +0700\r\n\r\nThư số %d trả lời thư trước.\r\n", id, prev, i)
		got, err := c.TakeMail(c.ctx, "mail", []byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		states[got.State]++
		prev = id
	}
	if states[office.TakenDone] != 50 || states[office.TakenAutomatic] != 950 {
		t.Errorf("states %v", states)
	}
	if n, err := c.Store().Read().CountContacts(c.ctx, store.ContactFilter{}); err != nil || n != 1 {
		t.Errorf("they began %d conversations, %v", n, err)
	}
}
