package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// letter makes a mail of heads and a body.
func letter(body string, heads ...string) []byte {
	head := "From: =?UTF-8?B?" + base64.StdEncoding.EncodeToString([]byte("Trần Thị Ví Dụ")) + "?= <Vi.Du@Example.VN>\r\nTo: hotro@tthcc.example.vn\r\n"
	return []byte(head + strings.Join(heads, "\r\n") + map[bool]string{true: "", false: "\r\n"}[len(heads) == 0] + "\r\n" + body)
}

func read(t *testing.T, raw []byte) *Mail {
	t.Helper()
	m, err := Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestVietnameseIsReadInEveryWayInWhichItIsSent(t *testing.T) {
	t.Parallel()
	const want = "Kính gửi Trung tâm, hồ sơ của tôi đến đâu rồi?"
	old, err := charmap.Windows1258.NewEncoder().String("Kính g\u01b0\u0309i Trung tâm, hô\u0300 s\u01a1 cu\u0309a tôi \u0111ê\u0301n \u0111âu rô\u0300i?")
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"plain":            letter(want, "Content-Type: text/plain; charset=utf-8"),
		"no type":          letter(want),
		"decomposed":       letter("Kính gử\u0069 Trung tâm, hồ sơ của tôi đến đâu rồi?", "Content-Type: text/plain; charset=UTF-8"),
		"base64":           letter(base64.StdEncoding.EncodeToString([]byte(want)), "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: BASE64"),
		"quoted":           letter("K=C3=ADnh g=E1=BB=ADi Trung t=C3=A2m, h=E1=BB=93 s=C6=A1 c=E1=BB=A7a t=C3=B4i =\r\n=C4=91=E1=BA=BFn =C4=91=C3=A2u r=E1=BB=93i?", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"),
		"windows-1258":     letter(old, "Content-Type: text/plain; charset=windows-1258"),
		"says nothing":     letter(old, "Content-Type: text/plain"),
		"page alone":       letter("<html><head><style>p{}</style><script>x()</script></head><body><p>Kính gửi Trung&nbsp;tâm, hồ sơ\n của <b>tôi</b> đến đâu&nbsp;rồi?</p><!-- ẩn --></body></html>", "Content-Type: text/html; charset=utf-8"),
		"both":             letter("--b\r\nContent-Type: text/html\r\n\r\n<p>khác</p>\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+want+"\r\n--b--\r\n", `Content-Type: multipart/alternative; boundary="b"`),
		"unknown alphabet": letter(want, "Content-Type: text/plain; charset=x-khong-co"),
	} {
		if got := read(t, raw); got.Text != want || got.Name != "Trần Thị Ví Dụ" || got.From != "vi.du@example.vn" {
			t.Errorf("%s: %q of %q <%s>", name, got.Text, got.Name, got.From)
		}
	}
}

func TestHeadsCannotCarryHeadsOfOthers(t *testing.T) {
	t.Parallel()
	evil := "=?UTF-8?Q?H=E1=BB=8Fi=0D=0ABcc:_ai@khac.vn=0D=0A=0D=0Athan?="
	m := read(t, letter("x", "Subject: "+evil, "Message-ID: <a@b.vn>", "References: <c@d.vn> <bad id@x> <e@f.vn", "In-Reply-To: <g@h.vn>"))
	if strings.ContainsAny(m.Subject, "\r\n") || !strings.HasPrefix(m.Subject, "Hỏi") || m.ID != "a@b.vn" {
		t.Errorf("%q %q", m.Subject, m.ID)
	}
	if strings.Join(m.References, " ") != "g@h.vn c@d.vn" {
		t.Errorf("references %q", m.References)
	}
	for _, from := range []string{"", "From: nobody", "From: <a b@c>"} {
		if _, err := Read([]byte(from + "\r\nSubject: x\r\n\r\nx")); err == nil {
			t.Errorf("%q names a sender", from)
		}
	}
}

func TestProgramsAreToldFromPeople(t *testing.T) {
	t.Parallel()
	for heads, want := range map[string]string{
		"X: y": "", "Auto-Submitted: no": "", "Precedence: normal": "", "Return-Path: <vi.du@example.vn>": "",
		"Auto-Submitted: auto-replied; x": "auto-submitted", "Auto-Submitted: AUTO-GENERATED": "auto-submitted", "Return-Path: <>": "bounce",
		`Content-Type: multipart/report; report-type=delivery-status; boundary="b"`: "bounce", "List-Id: <tin.example.vn>": "list", "Precedence: bulk": "precedence",
		"X-Auto-Response-Suppress: All": "suppress", "X-Loop: hotro@tthcc.example.vn": "loop",
	} {
		if got := read(t, letter("x", heads)); got.Automatic != want {
			t.Errorf("%s: %q, want %q", heads, got.Automatic, want)
		}
	}
}

func TestHostileMailsAreReadAsFarAsTheLimitsReach(t *testing.T) {
	t.Parallel()
	var nest bytes.Buffer
	for i := range 50 {
		fmt.Fprintf(&nest, "--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n", i, i+1)
	}
	deep := read(t, letter(nest.String(), "Content-Type: multipart/mixed; boundary=b0"))
	many := read(t, letter(strings.Repeat("--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n", 5000)+"--b--", "Content-Type: multipart/mixed; boundary=b"))
	large := read(t, letter(strings.Repeat("Một dòng dài. ", 700_000), "Content-Type: text/plain; charset=utf-8")) // ten megabytes
	cut := read(t, letter("--b\r\nContent-Type: text/plain\r\n\r\nphần đầu", "Content-Type: multipart/mixed; boundary=b"))
	if !deep.Broken || !many.Broken || len(many.Files) > mostParts || !large.Broken || len(large.Text) > mostText || !cut.Broken || cut.Text != "phần đầu" {
		t.Errorf("%v; %v with %d files; %v with %d bytes; %v %q", deep.Broken, many.Broken, len(many.Files), large.Broken, len(large.Text), cut.Broken, cut.Text)
	}
}

func TestFilesKeepTheirNames(t *testing.T) {
	t.Parallel()
	name := "=?UTF-8?B?" + base64.StdEncoding.EncodeToString([]byte("Đơn đề nghị.pdf")) + "?="
	m := read(t, letter("--b\r\n\r\nchữ\r\n--b\r\nContent-Type: application/pdf; name=\""+name+"\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte("%PDF-1.4"))+"\r\n--b\r\n"+
		"Content-Disposition: attachment; filename*=UTF-8''%E1%BA%A3nh.png\r\n\r\nx\r\n--b--", "Content-Type: multipart/mixed; boundary=b"))
	if len(m.Files) != 2 || m.Files[0].Name != "Đơn đề nghị.pdf" || string(m.Files[0].Content) != "%PDF-1.4" || m.Files[1].Name != "ảnh.png" || m.Text != "chữ" {
		t.Errorf("%+v", m)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(letter("x", "Subject: a"))
	f.Add(letter("--b\r\n\r\nchữ\r\n--b--", "Content-Type: multipart/mixed; boundary=b"))
	f.Add(letter("<p>a</p><script>", "Content-Type: text/html; charset=windows-1258"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Read(raw)
		if err == nil && (strings.ContainsAny(m.Subject+m.Name+m.From+m.ID, "\r\n") || strings.ContainsAny(m.From, " <>")) {
			t.Errorf("%+v", m)
		}
	})
}
