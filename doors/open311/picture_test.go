package open311

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/law/petition"
	"motcua/office"
)

// photo is a picture as a camera writes it, with the place where it was taken.
func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9)), nil))
	part := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00GPS 21.0285 105.8542")
	return slices.Concat([]byte{0xFF, 0xD8, 0xFF, 0xE1, 0, byte(len(part) + 2)}, part, b.Bytes()[2:])
}

// upload sends a form with a file in the field media, as the client three for Python does.
func (c *town) upload(field, name string, file []byte, pairs ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		must(c.t, m.WriteField(pairs[i], pairs[i+1]))
	}
	w, err := m.CreateFormFile(field, name)
	must(c.t, err)
	_, err = w.Write(file)
	must(c.t, err)
	must(c.t, m.Close())
	r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests.json", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	a := httptest.NewRecorder()
	c.door.ServeHTTP(a, r)
	return a
}

func TestAPictureThatAClientSendsIsKeptAndOnlyItsBareCopyIsPublished(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	got := c.list(c.upload("media", "nha-rieng.jpg", photo(t), c.report()...), http.StatusOK)
	if again := c.list(c.upload("media", "nha-rieng.jpg", photo(t), c.report()...), http.StatusOK); again[0]["service_request_id"] != got[0]["service_request_id"] {
		t.Errorf("the same report with the same picture again is %v", again)
	}
	if other := c.list(c.upload("media", "b.jpg", append(photo(t), 0), c.report()...), http.StatusOK); other[0]["service_request_id"] == got[0]["service_request_id"] {
		t.Error("another picture is the same report")
	}
	agent := c.officer("trung-tam-cham-soc-ho-tro", "care-agent")
	list, _, err := c.office.Read(t.Context(), agent).Petitions(office.PetitionFilter{})
	must(t, err)
	i := slices.IndexFunc(list, func(l office.PetitionLine) bool { return l.Code == got[0]["service_request_id"] })
	v, err := c.office.Read(t.Context(), agent).Petition(list[i].ID)
	must(t, err)
	if len(v.Files) != 1 || v.Files[0].Name != "nha-rieng.jpg" || v.Files[0].Clean == "" {
		t.Fatalf("%+v", v.Files)
	}
	c.publish(list[i].ID, agent, v.Files[0].Clean)
	one := c.list(c.ask("requests/"+list[i].Code+".json"), http.StatusOK)[0]
	if want := "https://vi-du.vn/phan-anh/" + list[i].Code + "/anh/" + v.Files[0].Clean; one["media_url"] != want {
		t.Errorf("media_url %v, want %s", one["media_url"], want)
	}
	for what, w := range map[string]*httptest.ResponseRecorder{
		"a PDF":         c.upload("media", "a.pdf", []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF"), c.report("device_id", "pdf")...),
		"another field": c.upload("photo", "a.jpg", photo(t), c.report("device_id", "field")...),
		"13 MB":         c.upload("media", "a.jpg", make([]byte, 13<<20), c.report("device_id", "big")...),
		"a HEIC":        c.upload("media", "a.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"+strings.Repeat("\x00", 64)), c.report("device_id", "heic")...),
	} {
		if w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", what, w.Code, w.Body)
		}
	}
}

func TestAnswersInXMLAreOfTheShapeOfTheStandard(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not installed: ", err)
	}
	c := newTown(t)
	form := c.report("description", "Đèn <b>tối</b> & \"hỏng\" \x01mười ngày ]]>")
	code, _ := c.list(c.ask("requests.json", c.report()...), http.StatusOK)[0]["service_request_id"].(string)
	list, _, err := c.office.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Petitions(office.PetitionFilter{})
	must(t, err)
	c.publish(list[0].ID, c.officer("trung-tam-cham-soc-ho-tro", "care-agent"))
	for what, w := range map[string]*httptest.ResponseRecorder{
		"services": c.ask("services.xml"), "a service": c.ask("services/lighting.xml"), "requests": c.ask("requests.xml"), "a request": c.ask("requests/" + code + ".xml"),
		"none": c.ask("requests.xml?status=closed"), "a report": c.ask("requests.xml", form...), "a mistake": c.ask("requests.xml", "service_code", "x"), "an unknown one": c.ask("requests/x.xml"),
		"a token": c.ask("tokens/" + string(list[0].ID) + ".xml"), "discovery": c.ask("discovery.xml"),
	} {
		lint := exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "--relaxng", "testdata/georeport.rng", "-")
		lint.Stdin = bytes.NewReader(w.Body.Bytes())
		if out, err := lint.CombinedOutput(); err != nil {
			t.Errorf("%s: %v %s\n%s", what, err, out, w.Body)
		}
	}
}

func TestAFloodIsCountedToldToWaitAndLosesNothingThatWasTaken(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	must(t, c.office.SetSettings(t.Context(), house, []byte(`[{"name": "petition.open311-key", "value": "optional"}]`)))
	var mu sync.Mutex
	left := 10
	c.door.o.Floods = func(*http.Request) time.Duration {
		mu.Lock()
		defer mu.Unlock()
		if left--; left < 0 {
			return 90 * time.Second
		}
		return 0
	}
	var taken, waits []string
	for i := range 60 {
		w := c.ask("requests.json", "service_code", "waste", "address_string", "Ngõ 10", "description", fmt.Sprintf("Rác chưa thu gom, lần %d.", i))
		switch w.Code {
		case http.StatusOK:
			code, _ := c.list(w, http.StatusOK)[0]["service_request_id"].(string)
			taken = append(taken, code)
		case http.StatusTooManyRequests:
			waits = append(waits, w.Header().Get("Retry-After"))
		default:
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if len(taken) != 10 || len(waits) != 50 || waits[0] != "91" {
		t.Errorf("%d taken, %d told to wait %q", len(taken), len(waits), waits[0])
	}
	for _, code := range taken {
		if one := c.list(c.ask("requests/"+code+".json"), http.StatusOK); one[0]["status"] != "open" {
			t.Errorf("%s: %v", code, one)
		}
	}
}

func TestWrongPointsAndWardsAreRefusedWithTheMend(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	for point, want := range map[[2]string]string{
		{"0", "0"}: "nằm ngoài", {"105.85", "21.03"}: "đổi chỗ", {"10.77", "106.70"}: "ngoài Thành phố", {"21.03", "1e308"}: "lat, long", {"NaN", "NaN"}: "lat, long", {"Inf", "105.85"}: "lat, long",
		{"21,03", "105,85"}: "lat, long", {"-21.03", "105.85"}: "nằm ngoài",
	} {
		w := c.ask("requests.json", "api_key", c.key, "service_code", "lighting", "lat", point[0], "long", point[1], "description", "Đèn không sáng.")
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%v: %d %s", point, w.Code, w.Body)
		}
	}
	for _, ward := range []string{"99999", "001", "Ba Đình", strings.Repeat("0", 5000)} {
		w := c.ask("requests.json", "api_key", c.key, "service_code", "lighting", "lat", "21.03", "long", "105.85", "description", "Đèn không sáng.", "attribute[commune]", ward)
		if w.Code != http.StatusBadRequest || w.Body.Len() > 2000 {
			t.Errorf("ward %.20q: %d %s", ward, w.Code, w.Body)
		}
	}
	if _, err := c.office.SendPetition(t.Context(), house, office.Command{Key: "w"}, petition.Input{
		Channel: petition.API, Class: petition.Scene, Title: "Đèn đường", Text: "Đèn không sáng mười ngày.", Place: "Ngõ 10", Commune: "99999",
	}); err == nil || !strings.Contains(err.Error(), "petition.no-commune") {
		t.Errorf("a ward that there is not, by another door: %v", err)
	}
}
