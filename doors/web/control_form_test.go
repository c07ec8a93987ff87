package web

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"motcua/ground/text"
	"motcua/words/form"
)

var revOnPage = regexp.MustCompile(`name="seen" value="([0-9]+)"`)

// seen is the revision that the last page was made from.
func (b *surfer) seen() string {
	b.t.Helper()
	m := revOnPage.FindStringSubmatch(b.body)
	if m == nil {
		b.t.Fatalf("%s has no revision", b.at)
	}
	return m[1]
}

// design posts the designer's form with what the last page carried.
func (b *surfer) design(at string, pairs ...string) {
	b.t.Helper()
	b.post(at, append([]string{"key", b.key(), "seen", b.seen()}, pairs...)...)
}

// drafted is the form of a case as the proposal has it.
func (c *town) drafted(b *surfer, at, caseID string) *form.Form {
	c.t.Helper()
	p, err := c.Read(c.t.Context(), c.officer("phong-kiem-soat-thu-tuc", "controller")).Proposal(strings.TrimPrefix(at, "/control/proposals/"))
	if err != nil {
		c.t.Fatal(err)
	}
	return p.Record.Case(caseID).Form
}

func TestAFormIsWrittenWithoutScript(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("2.000815")
	page := at + "/form/ban-giay"
	b.get(page)
	b.want(http.StatusOK, "Xem trước", "Các mục của tờ khai")
	was := c.drafted(b, at, "ban-giay")

	// A new field behind the last one gets an ID of its own and is written at once.
	b.design(page, "new.label", "Họ tên người nhận", "new.kind", "text", "do", "add", "t.title.vi", was.Title.VI)
	b.want(http.StatusOK, "ho_ten_nguoi_nhan", "Chỉ hỏi khi")
	f := c.drafted(b, at, "ban-giay")
	if f.Version != was.Version+1 || f.ID != was.ID {
		t.Errorf("the form is %s %d, was %s %d", f.ID, f.Version, was.ID, was.Version)
	}
	last := f.Sections[len(f.Sections)-1]
	place := "sections." + itoa(len(f.Sections)-1) + ".fields." + itoa(len(last.Fields)-1)
	boxes := func(more ...string) []string {
		return append([]string{"o", place, "id", "ho_ten_nguoi_nhan", "f.label.vi", "Họ tên người nhận", "f.label.en", "Who takes it", "f.kind", "text", "f.required", "1"}, more...)
	}
	// An expression that is wrong stands at its box, is kept as typed, and may be saved in a draft.
	b.design(page, boxes("f.when", "khong_co == 1", "do", "save")...)
	b.want(http.StatusOK, "Điều kiện chưa đúng", "khong_co == 1", "Lỗi của tờ khai")
	// A number that is none is not saved and stays where it was typed.
	b.design(page, boxes("f.min-length", "nhiều", "do", "save")...)
	b.want(http.StatusUnprocessableEntity, `value="nhiều"`)
	b.design(page, boxes("f.min-length", "3", "f.help.vi", "Ghi như trên giấy tờ", "do", "save")...)
	b.want(http.StatusOK, "Tờ khai không có lỗi.", "Ghi như trên giấy tờ")

	// The preview judges as the citizen's page will, and keeps nothing.
	b.design(page, boxes("f.min-length", "3", "e.ho_ten_nguoi_nhan", "A", "do", "try")...)
	b.want(http.StatusOK, `value="A"`, "ít nhất 3 ký tự")
	if got := c.drafted(b, at, "ban-giay"); len(got.Sections[len(got.Sections)-1].Fields) != len(last.Fields) {
		t.Error("trying changed the draft")
	}
	// Copied, moved, removed.
	b.design(page, boxes("f.min-length", "3", "do", "copy")...)
	b.want(http.StatusOK, "ho_ten_nguoi_nhan_2")
	b.design(page, append(boxes("do", "up"), "f.min-length", "3")...)
	b.want(http.StatusOK)
	f = c.drafted(b, at, "ban-giay")
	fields := f.Sections[len(f.Sections)-1].Fields
	if n := len(fields); n < 3 || fields[n-3].ID != "ho_ten_nguoi_nhan" || fields[n-1].ID != "ho_ten_nguoi_nhan_2" {
		t.Errorf("the fields are %v", fields)
	}
	// What a published version has keeps its kind.
	old := f.Sections[0].Fields[0]
	b.design(page, "o", "sections.0.fields.0", "id", old.ID, "f.label.vi", old.Label.VI, "f.kind", "signature", "do", "save")
	b.want(http.StatusUnprocessableEntity, "hồ sơ cũ giữ giá trị của nó")
}

func TestTwoWhoWriteOneFormAreTold(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	a := c.signedIn("manhkhoa2.tt")
	at := a.propose("2.000815")
	page := at + "/form/ban-giay"
	a.get(page + "?o=sections.0")
	key, seen := a.key(), a.seen()
	b := c.signedIn("khanhngan.tt")
	b.get(page + "?o=sections.0")
	b.design(page, "o", "sections.0", "s.title.vi", "Phần của người thứ nhất", "do", "save")
	b.want(http.StatusOK, "Phần của người thứ nhất")
	a.post(page, "key", key, "seen", seen, "o", "sections.0", "s.title.vi", "Phần của người thứ hai", "do", "save")
	a.want(http.StatusConflict, "Phần của người thứ nhất")
	if got := c.drafted(b, at, "ban-giay").Sections[0].Title.VI; got != "Phần của người thứ nhất" {
		t.Errorf("the first one's text became %q", got)
	}
}

func TestACaseWithoutAFormGetsOne(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	var code, caseID string
	for _, r := range c.World().Procedures.All(c.clock()) {
		for i := range r.Cases {
			if r.Cases[i].Form == nil && pathSafe(r.Cases[i].ID) && code == "" {
				code, caseID = string(r.Code), r.Cases[i].ID
			}
		}
	}
	at := b.propose(code)
	page := at + "/form/" + caseID
	b.get(page)
	b.want(http.StatusOK, "chưa có tờ khai điện tử")
	for _, kind := range designKinds {
		b.design(page, "new.label", "Trường "+string(kind), "new.kind", string(kind), "do", "add")
		b.want(http.StatusOK, "Tờ khai không có lỗi.")
	}
	f := c.drafted(b, at, caseID)
	if len(f.Sections) != 1 || f.Version != 1 || f.ID == "" {
		t.Errorf("the form: %+v", f)
	}
	if _, err := form.Compile(f); err != nil {
		t.Error(err)
	}
	b.design(page, "do", "try", "e.truong_text", "x")
	b.want(http.StatusOK, "hợp lệ")
	for i := range designKinds {
		b.get(page + "?o=sections.0.fields." + itoa(i))
		for _, wrong := range checkPage(b.body) {
			t.Errorf("%s: %s", designKinds[i], wrong)
		}
	}
	b.lang = "en"
	b.get(page + "?o=sections.0.fields.0")
	b.want(http.StatusOK, "Preview", "One line of text")
	for _, wrong := range checkPage(b.body) {
		t.Error(wrong)
	}
}

func TestMistakesOfExpressionsAreSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	label := form.Text{VI: "x"}
	for src, want := range map[string]string{
		"khong_co == 1": "Điều kiện chưa đúng: biểu thức nói đến “khong_co”, không có trường hoặc hàm nào tên như vậy",
		"a == 1":        "Điều kiện chưa đúng: phép == không dùng được giữa chữ và số",
		"n + 1":         "Điều kiện chưa đúng: biểu thức cho ra số; điều kiện phải cho ra đúng hoặc sai",
		`a == `:         "Điều kiện chưa đúng: biểu thức viết chưa xong",
		"b == 'x'":      "Điều kiện chưa đúng: các điều kiện chờ nhau thành vòng: b → b",
	} {
		_, err := form.Compile(&form.Form{ID: "f", Version: 1, Title: label, Sections: []form.Section{{ID: "s", Title: label, Fields: []form.Field{
			{ID: "a", Kind: form.Line, Label: label}, {ID: "n", Kind: form.Integer, Label: label}, {ID: "b", Kind: form.Line, Label: label, When: src},
		}}}})
		var flaws form.Flaws
		if !errors.As(err, &flaws) {
			t.Fatalf("%s: %v", src, err)
		}
		if got := flawWords(words.In(text.VI), flaws[0]); got != want {
			t.Errorf("%s: %q from %q", src, got, flaws[0].Reason)
		}
		if box := flawBox(flaws[0]); box != "f.when" {
			t.Errorf("%s stands at %s", src, box)
		}
	}
}

func TestNothingThatIsSentToTheDesignerIsOurMistake(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("2.000815")
	page := at + "/form/ban-giay"
	for _, o := range []string{"", "sections.0.fields.0", "sections.99", "sections.-1.fields.0", "sections.0.fields.0.fields.9", "<b>", strings.Repeat("sections.0.", 400)} {
		b.get(page + "?" + url.Values{"o": {o}}.Encode())
		b.want(http.StatusOK)
		for _, do := range []string{"", "live", "try", "copy", "up", "down", "open:" + o, "up:sections.7", "nothing", "add", "section"} {
			b.get(page)
			b.design(page, "o", o, "do", do, "new.kind", "<b>", "new.label", strings.Repeat("ễ", 300), "f.label.vi", "x", "f.kind", "group", "f.min", "1e9", "f.parts", "a,b?", "e.x.0.y", "\u202e",
				"e.requester_name", strings.Repeat("x", 3000), "_add", "")
			if b.status >= http.StatusInternalServerError {
				t.Fatalf("%q at %q: %d", do, o, b.status)
			}
		}
	}
	b.get(page)
	b.design(page, "do", "remove", "o", "sections.0")
	b.want(http.StatusOK)
	b.get(at + "/form/khong-co")
	b.want(http.StatusNotFound)
}
