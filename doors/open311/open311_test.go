package open311

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"motcua/keep/blob"
	"motcua/keep/letter"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/office"
	"motcua/trial"
	"motcua/words/org"
)

// A town is a whole city behind the door.
type town struct {
	t      testing.TB
	office *office.Office
	door   *Door
	key    string // of an application
}

var house = office.Who{Kind: access.System, Account: "test"}

func newTown(t testing.TB) *town {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 3, 8, 30, 0, 0, office.Zone) }
	cfg, world := trial.City(t, now, true)
	db, err := store.Open(t.Context(), cfg)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	blobs, err := blob.Open(t.TempDir(), nil)
	must(t, err)
	letters, err := letter.NewRenderer()
	must(t, err)
	c := &town{t: t}
	c.office, err = office.Open(t.Context(), office.Config{DB: db, Blobs: blobs, Letters: letters, Secret: trial.Secret, Now: now, Demo: true, World: world, Base: "https://vi-du.vn"})
	must(t, err)
	c.key, err = c.office.AddSystem(t.Context(), house, "ung-dung")
	must(t, err)
	c.door, err = New(Options{Office: c.office, Now: now})
	must(t, err)
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask sends a request; pairs are fields of a form, which is posted, or nothing.
func (c *town) ask(address string, pairs ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/open311/v2/"+address, nil)
	if len(pairs) > 0 {
		form := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			form.Add(pairs[i], pairs[i+1])
		}
		r = httptest.NewRequest(http.MethodPost, "/open311/v2/"+address, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	}
	w := httptest.NewRecorder()
	c.door.ServeHTTP(w, r)
	return w
}

// list reads an array of a JSON answer.
func (c *town) list(w *httptest.ResponseRecorder, status int) []map[string]any {
	c.t.Helper()
	if w.Code != status || w.Header().Get("Content-Type") != "application/json; charset=utf-8" {
		c.t.Fatalf("%d %s, want %d: %s", w.Code, w.Header().Get("Content-Type"), status, w.Body)
	}
	var all []map[string]any
	must(c.t, json.Unmarshal(w.Body.Bytes(), &all))
	return all
}

func (c *town) officer(unit, role string) office.Who {
	c.t.Helper()
	all := c.office.World().Org.Holders(org.UnitID(unit), org.Role(role), c.office.Now())
	if len(all) == 0 {
		c.t.Fatalf("nobody is %s of %s", role, unit)
	}
	return office.Who{Kind: access.Officer, Account: "o-" + string(all[0].ID), Person: string(all[0].ID), Unit: unit, Role: role, Units: []string{unit}}
}

// secretly are the words of a sender that nobody else is to read.
var secretly = []string{"Bí Mật", "0912345678", "bi.mat@vi-du.vn", "tối om mười ngày", "ngõ nhà tôi", "anh.vi-du.vn"}

func (c *town) report(pairs ...string) []string {
	usual := []string{
		"api_key", c.key, "service_code", "lighting", "lat", "21.0285", "long", "105.8542", "address_string", "ngõ nhà tôi", "last_name", "Trần", "first_name", "Bí Mật", "phone", "0912345678",
		"email", "bi.mat@vi-du.vn", "description", "Đèn tối om mười ngày.", "media_url", "https://anh.vi-du.vn/1.jpg",
	}
	for i := 0; i < len(usual); i += 2 {
		if !slices.Contains(pairs, usual[i]) {
			pairs = append(pairs, usual[i], usual[i+1])
		}
	}
	return pairs
}

// tellsNothing looks for the sender's words in everything that the door tells of a report.
func (c *town) tellsNothing(code string) {
	c.t.Helper()
	for _, at := range []string{"requests", "requests/" + code, "requests?service_request_id=" + code} {
		for _, end := range []string{".json", ".xml"} {
			path, query, asked := strings.Cut(at, "?")
			if path += end; asked {
				path += "?" + query
			}
			w := c.ask(path)
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), code) {
				c.t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
			for _, s := range secretly {
				if strings.Contains(w.Body.String(), s) {
					c.t.Errorf("%s tells %q: %s", path, s, w.Body)
				}
			}
		}
	}
}

func TestAReportIsTakenOnceHandledAndPublishedMasked(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	got := c.list(c.ask("requests.json", c.report()...), http.StatusOK)
	code, _ := got[0]["service_request_id"].(string)
	if len(got) != 1 || !strings.HasPrefix(code, "PA26-") || got[0]["account_id"] != nil {
		t.Fatalf("%v", got)
	}
	if again := c.list(c.ask("requests.json", c.report()...), http.StatusOK); again[0]["service_request_id"] != code {
		t.Errorf("the same report again is %v", again)
	}
	if other := c.list(c.ask("requests.json", c.report("device_id", "2")...), http.StatusOK); other[0]["service_request_id"] == code {
		t.Error("another telephone's report is the same one")
	}
	c.tellsNothing(code)
	one := c.list(c.ask("requests/"+code+".json"), http.StatusOK)[0]
	if one["status"] != "open" || one["description"] != nil || one["lat"] != nil || one["service_code"] != "lighting" || one["requested_datetime"] != "2026-03-03T08:30:00+07:00" {
		t.Errorf("%v", one)
	}

	notice, _ := got[0]["service_notice"].(string)
	_, check, _ := strings.Cut(notice, "mã kiểm tra ")
	check = strings.TrimSuffix(check, ".")
	f, err := c.office.Read(t.Context(), office.Who{Kind: access.Anyone}).FollowPetition(code, check)
	must(t, err)
	agent := c.officer("trung-tam-cham-soc-ho-tro", "care-agent")
	v, err := c.office.Read(t.Context(), agent).Petition(f.ID)
	must(t, err)
	if v.Channel != petition.Open311 || v.Petition.Class != petition.Scene || v.Person.Name != "Trần Bí Mật" || !strings.HasSuffix(v.Text, "media_url: https://anh.vi-du.vn/1.jpg") || v.System != "ung-dung" {
		t.Errorf("%+v", v.Petition)
	}
	if !slices.ContainsFunc(v.Clocks, func(x office.PetitionClock) bool { return x.Name == "scene-accept" }) {
		t.Errorf("no clock of scene reports: %+v", v.Clocks)
	}
	if got := c.list(c.ask("tokens/"+string(f.ID)+".json"), http.StatusOK); got[0]["service_request_id"] != code || got[0]["token"] != string(f.ID) {
		t.Errorf("%v", got)
	}
	c.publish(f.ID, agent)
	c.tellsNothing(code)
	one = c.list(c.ask("requests/"+code+".json"), http.StatusOK)[0]
	if one["status"] != "open" || one["description"] != "Đèn đường\nĐèn đường không sáng." || one["lat"] != 21.0285 || one["status_notes"] != "đã trả lời: Đèn đã được thay." {
		t.Errorf("published: %v", one)
	}
	must(t, c.office.Petition(t.Context(), office.Who{Kind: access.Anyone}, office.Command{}, office.OnPetition{ID: f.ID, Check: check}, petition.ActConfirm, petition.Input{}))
	if got := c.list(c.ask("requests.json?status=closed&service_code=lighting,road"), http.StatusOK); len(got) != 1 || got[0]["service_request_id"] != code {
		t.Errorf("closed: %v", got)
	}
	if got := c.list(c.ask("requests.json?status=open"), http.StatusOK); len(got) != 1 || got[0]["service_request_id"] == code {
		t.Errorf("open: %v", got)
	}
	if got := c.list(c.ask("requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-02-01T00:00:00Z"), http.StatusOK); len(got) != 0 {
		t.Errorf("of another time: %v", got)
	}
	if got := c.list(c.ask("requests.json?page_size=1&page=2"), http.StatusOK); len(got) != 1 {
		t.Errorf("second page: %v", got)
	}
}

// publish answers a report and lets everybody read what an officer wrote of it.
func (c *town) publish(id petition.ID, agent office.Who, pictures ...string) {
	c.t.Helper()
	leader, worker := c.officer("so-xay-dung", "leader"), c.officer("so-xay-dung", "specialist")
	do := func(who office.Who, a petition.Act, in petition.Input) {
		c.t.Helper()
		in.Words = "Ghi rõ nội dung của việc này."
		must(c.t, c.office.Petition(c.t.Context(), who, office.Command{}, office.OnPetition{ID: id}, a, in))
	}
	do(agent, petition.ActTransfer, petition.Input{To: "so-xay-dung", Reason: "competence"})
	do(leader, petition.ActClassify, petition.Input{Class: petition.Scene, Level: petition.Normal})
	do(worker, petition.ActDraft, petition.Input{})
	do(leader, petition.ActApprove, petition.Input{})
	do(worker, petition.ActAnswer, petition.Input{})
	do(worker, petition.ActMask, petition.Input{ShowMap: true, Public: petition.Public{Title: "Đèn đường", Text: "Đèn đường không sáng.", Answer: "Đèn đã được thay.", Files: pictures}})
	do(leader, petition.ActPublish, petition.Input{})
}

func TestNothingIsToldOfAReportAboutAnOfficialBeforeItIsPublished(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	code, _ := c.list(c.ask("requests.json", c.report("service_code", "general")...), http.StatusOK)[0]["service_request_id"].(string)
	list, _, err := c.office.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Petitions(office.PetitionFilter{})
	must(t, err)
	must(t, c.office.Petition(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent"), office.Command{}, office.OnPetition{ID: list[0].ID}, petition.ActClassify,
		petition.Input{Class: petition.Conduct, Level: petition.Normal, About: "so-xay-dung"}))
	if all := c.list(c.ask("requests.json"), http.StatusOK); len(all) != 0 {
		t.Errorf("listed: %v", all)
	}
	if one := c.list(c.ask("requests/"+code+".json"), http.StatusOK)[0]; one["agency_responsible"] != nil || one["status"] != "open" {
		t.Errorf("%v", one)
	}
}

func TestMistakesAreToldAsTheStandardHasIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	good := func(pairs ...string) []string {
		return append([]string{"api_key", c.key, "description", "Đèn không sáng."}, pairs...)
	}
	for _, x := range []struct {
		at     string
		form   []string
		status int
		words  string
	}{
		{"requests.json", []string{"service_code", "lighting", "lat", "21", "long", "105"}, 403, "api_key"},
		{"requests.json", []string{"api_key", "sai", "service_code", "lighting", "lat", "21", "long", "105"}, 403, "api_key"},
		{"requests.json", good("lat", "21", "long", "105"), 400, "service_code"},
		{"requests.json", good("service_code", "xyz", "lat", "21", "long", "105"), 404, "xyz"},
		{"requests.json", good("service_code", "lighting"), 400, "address_string"},
		{"requests.json", good("service_code", "lighting", "address_id", "12"), 400, "address_id"},
		{"requests.json", good("service_code", "lighting", "lat", "21"), 400, "lat, long"},
		{"requests.json", good("service_code", "lighting", "lat", "105.8", "long", "21.0"), 400, "lat, long"},
		{"requests.json", good("service_code", "lighting", "lat", "51.5", "long", "0.1"), 400, "lat, long"},
		{"requests.json", good("service_code", "lighting", "lat", "NaN", "long", "0.1"), 400, "lat, long"},
		{"requests.json", good("service_code", "lighting", "address_string", "Ngõ 10", "media_url", "file:///etc/passwd"), 400, "media_url"},
		{"requests.json", good("service_code", "lighting", "address_string", "Ngõ 10", "attribute[commune]", "x"), 400, "attribute[commune]"},
		{"requests.json", good("service_code", "lighting", "address_string", "Ngõ 10", "attribute[loai]", "x"), 400, "loai"},
		{"requests.json", good("service_code", "lighting", "address_string", "Ngõ 10", "attribute[commune]", "00004", "attribute[commune][]", "00008"), 400, "“attribute[commune]” được gửi hơn một lần"},
		{"requests.json", good("service_code", "lighting", "address_string", "Ngõ 10", "attribute[commune]", "00004", "attribute[commune][]", "00004"), 400, "“attribute[commune]” được gửi hơn một lần"},
		{"requests.json", good("service_code", "lighting", "address_string", "Ngõ 10", "attribute[commune][]", "00004", "attribute[commune][]", "00008"), 400, "“attribute[commune]” được gửi hơn một lần"},
		{"requests.json", good("service_code", "lighting", "address_string", "Ngõ 10", "attribute[commune][0]", "00004"), 400, "commune[0]"},
		{"requests.json", good("service_code", "lighting", "address_string", "Ngõ 10", "attribute[commune", "00004"), 400, "commune"},
		{"requests.json", []string{"api_key", c.key, "service_code", "lighting", "address_string", "Ngõ 10", "description", strings.Repeat("d", 4001)}, 400, "4001"},
		{"requests.json", []string{"api_key", c.key, "service_code", "lighting", "description", strings.Repeat("d", 10<<20)}, 400, "64 KB"},
		{"requests.json?status=done", nil, 400, "done"},
		{"requests.json?start_date=2026-01-01", nil, 400, "start_date"},
		{"requests.json?start_date=2025-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z", nil, 400, "90"},
		{"requests.json?page_size=2000", nil, 400, "1000"},
		{"requests.json?end_date=0001-01-01T00:00:00Z", nil, 400, "end_date"},
		{"requests.json?start_date=0001-01-01T00:00:00Z", nil, 400, "start_date"},
		{"requests.json?end_date=0001-04-01T00:00:00Z", nil, 400, "end_date"},
		{"requests.json?page=1&page=2", nil, 400, "“page” được gửi hơn một lần"},
		{"requests.json", good("service_code", "lighting", "service_code", "waste", "address_string", "Ngõ 10"), 400, "“service_code” được gửi hơn một lần"},
		{"requests.json", good("service_code", "lighting", "lat", "21", "lat", "21.01", "long", "105.8"), 400, "“lat” được gửi hơn một lần"},
		{"requests.json?service_code=waste", good("service_code", "lighting", "address_string", "Ngõ 10"), 400, "“service_code” được gửi hơn một lần"},
		{"requests/PA26-999999.json", nil, 404, "PA26-999999"},
		{"services/xyz.json", nil, 404, "xyz"},
		{"tokens/abc.json", nil, 404, "abc"},
		{"else.json", nil, 404, "/open311/v2/"},
		{"services.json", []string{"a", "b"}, 400, "POST"},
		{"requests.json?service_code=%00", nil, 400, "service_code"},
		{"requests.json?status=%ff", nil, 400, "status"},
		{"requests.json", good("service_code", "lighting", "address_string", "Ngõ 10", "first_name", "A\x00B"), 400, "first_name"},
		{"requests.json", good("service_code", "lighting", "address_string", "Ngõ 10", "email", "\xff@x"), 400, "email"},
		{"requests.json", good("service_code", "lighting", "lat", "1e309", "long", "105.8"), 400, "lat, long"},
		{"requests.json", good("service_code", "lighting", "lat", "", "long", "hai mươi"), 400, "lat, long"},
	} {
		w := c.ask(x.at, x.form...)
		got := c.list(w, x.status)
		if len(got) == 0 || len(got[0]) != 2 || got[0]["code"] != float64(x.status) || !strings.Contains(w.Body.String(), x.words) {
			t.Errorf("%s %v: %s", x.at, x.form, w.Body)
		}
		w = c.ask(strings.Replace(x.at, ".json", ".xml", 1), x.form...)
		if names := elements(t, w.Body); w.Code != x.status || !slices.Equal(names[:3], []string{"errors", "error", "code"}) {
			t.Errorf("%s in XML: %d %v", x.at, w.Code, names)
		}
	}
	if w := c.ask("services.yaml"); w.Code != http.StatusNotFound || w.Header().Get("Content-Type") != "text/xml; charset=utf-8" {
		t.Errorf("a format that there is not: %d %s", w.Code, w.Body)
	}
}

func TestAListMayBeNarrowedByAValueSaidSeveralTimes(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.list(c.ask("requests.json", c.report()...), http.StatusOK)
	for _, at := range []string{"requests.json?service_code=lighting&service_code=waste&status=open&status=closed&page=1&page=1", "requests.json?service_request_id=PA26-000001&service_request_id=PA26-000002"} {
		if got := c.list(c.ask(at), http.StatusOK); len(got) != 1 {
			t.Errorf("%s: %v", at, got)
		}
	}
}

func TestAClientThatHasAnAnswerIsToldThatItStands(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	ask := func(method, at, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/open311/v2/"+at, nil)
		if tag != "" {
			r.Header.Set("If-None-Match", tag)
		}
		w := httptest.NewRecorder()
		c.door.ServeHTTP(w, r)
		return w
	}
	for _, at := range []string{"discovery.json", "discovery.xml", "services.json", "services.xml", "services/lighting.json", "requests.json", "requests.xml"} {
		first := ask(http.MethodGet, at, "")
		tag := first.Header().Get("ETag")
		if first.Code != http.StatusOK || tag == "" {
			t.Fatalf("%s: %d with the tag %q", at, first.Code, tag)
		}
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			if again := ask(method, at, `"other", W/`+tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
				t.Errorf("%s %s again: %d %q", method, at, again.Code, again.Body)
			}
		}
		if head := ask(http.MethodHead, at, ""); head.Code != http.StatusOK || head.Body.Len() != 0 || head.Header().Get("ETag") != tag {
			t.Errorf("HEAD %s: %d, %d bytes", at, head.Code, head.Body.Len())
		}
	}
	before := ask(http.MethodGet, "requests.json", "").Header().Get("ETag")
	c.list(c.ask("requests.json", "api_key", c.key, "service_code", "lighting", "lat", "21.0285", "long", "105.8542", "description", "Đèn đầu ngõ không sáng đã mười ngày."), http.StatusOK)
	if after := ask(http.MethodGet, "requests.json", before); after.Code != http.StatusOK {
		t.Errorf("after a report came: %d", after.Code)
	}
}

func TestWithoutAKeyReportsAreTakenWhereTheCityAllowsItWithinAnAllowance(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	must(t, c.office.SetSettings(t.Context(), house, []byte(`[{"name": "petition.open311-key", "value": "optional"}, {"name": "petition.open311-name", "value": "vi-du.vn"}]`)))
	left := 1
	c.door.o.Floods = func(*http.Request) time.Duration {
		if left--; left < 0 {
			return time.Minute
		}
		return 0
	}
	form := func(more ...string) []string {
		return append([]string{"service_code", "waste", "address_string", "Ngõ 10"}, more...)
	}
	if got := c.list(c.ask("requests.json", form("jurisdiction_id", "vi-du.vn")...), http.StatusOK); got[0]["service_request_id"] != "PA26-000001" {
		t.Errorf("%v", got)
	}
	c.list(c.ask("requests.json", form("device_id", "2")...), http.StatusTooManyRequests)
	c.list(c.ask("requests.json", form("device_id", "2", "api_key", c.key)...), http.StatusOK)
	c.list(c.ask("services.json?jurisdiction_id=khac.vn"), http.StatusNotFound)
}

// elements are the names of an XML document's elements in their order.
func elements(t *testing.T, r io.Reader) (names []string) {
	t.Helper()
	d := xml.NewDecoder(r)
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return names
		}
		must(t, err)
		if e, ok := tok.(xml.StartElement); ok {
			names = append(names, e.Name.Local)
		}
	}
}

func TestAnswersHaveTheShapesOfTheStandard(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(cmp.Or(os.Getenv("SHARED"), "../../../shared/data"), "open311")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the standard's schemas are not here: ", err)
	}
	c := newTown(t)
	c.list(c.ask("requests.json", c.report()...), http.StatusOK)
	compile := jsonschema.NewCompiler()
	for _, x := range []struct {
		at, schema, of string // of: the schema of one
		array          bool
		root           []string
	}{
		{"services", "services.json", "service.json", true, []string{"services", "service"}},
		{"services/lighting", "service-definition.json", "service-definition.json", false, []string{"service_definition"}},
		{"requests", "requests.json", "request.json", true, []string{"service_requests", "request"}},
		{"requests/PA26-000001", "requests.json", "request.json", true, []string{"service_requests", "request"}},
	} {
		w := c.ask(x.at + ".json")
		var got any
		must(t, json.Unmarshal(w.Body.Bytes(), &got))
		schema, err := compile.Compile(filepath.Join(dir, x.schema))
		must(t, err)
		if err := schema.Validate(got); err != nil {
			t.Errorf("%s: %v", x.at, err)
		}
		if all, ok := got.([]any); x.array && ok {
			got = all[0]
		}
		b, err := os.ReadFile(filepath.Join(dir, x.of))
		must(t, err)
		var known struct{ Properties map[string]any }
		must(t, json.Unmarshal(b, &known))
		want := slices.Sorted(maps.Keys(known.Properties))
		if have := slices.Sorted(maps.Keys(got.(map[string]any))); !slices.Equal(have, want) {
			t.Errorf("%s has %v, the standard %v", x.at, have, want)
		}
		w = c.ask(x.at + ".xml")
		if w.Header().Get("Content-Type") != "text/xml; charset=utf-8" || !strings.HasPrefix(w.Body.String(), `<?xml version="1.0" encoding="utf-8"?>`) {
			t.Errorf("%s: %s", x.at, w.Body)
		}
		names := elements(t, w.Body)
		for _, name := range append(x.root, want...) {
			if !slices.Contains(names, name) {
				t.Errorf("%s.xml has no %s", x.at, name)
			}
		}
	}
}

func TestAKeyHasItsOwnAllowanceAndIsToldHowLongToWait(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	left := map[string]int{"ung-dung": 1}
	door, err := New(Options{Office: c.office, Now: c.office.Now, TakeKey: func(system string) time.Duration {
		if left[system]--; left[system] < 0 {
			return 3 * time.Second
		}
		return 0
	}})
	must(t, err)
	c.door = door
	for _, want := range []int{http.StatusOK, http.StatusTooManyRequests} {
		w := c.ask("requests.json", c.report("description", "Đèn tối om mười ngày, lần "+strconv.Itoa(want))...)
		if w.Code != want {
			t.Errorf("%d, want %d: %s", w.Code, want, w.Body)
		}
		if want == http.StatusTooManyRequests && (w.Header().Get("Retry-After") != "4" || !strings.Contains(w.Body.String(), "Retry-After") || strings.Contains(w.Body.String(), "tải lại trang")) {
			t.Errorf("who is too fast is told %v %s", w.Header(), w.Body)
		}
	}
	if w := c.ask("services.json"); w.Code != http.StatusOK {
		t.Errorf("without the key %d", w.Code)
	}
}

func TestSignsOfAReportThatAreNotSeenAreDroppedAsOnThePages(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	w := c.ask("requests.json", "api_key", c.key, "service_code", "lighting", "lat", "21.0285", "long", "105.8542", "description", "Đèn \u202eđầu ngõ\u200f không sáng mười ngày.")
	code, _ := c.list(w, http.StatusOK)[0]["service_request_id"].(string)
	all, _, err := c.office.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Petitions(office.PetitionFilter{})
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	p, err := c.office.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Petition(all[0].ID)
	if err != nil || p.Code != code || p.Text != "Đèn đầu ngõ không sáng mười ngày." {
		t.Errorf("%s %q, %v", code, p.Text, err)
	}
}
