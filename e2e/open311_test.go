package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// applicationKey makes the key of an application at the city's machine, as its administrator does.
func applicationKey(t *testing.T) string {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), bin, "system", "add", fmt.Sprintf("app-%d", uniqueCount.Add(1)), "--data", filepath.Join(filepath.Dir(bin), "city")).CombinedOutput()
	key := regexp.MustCompile(`mcs\.\S+`).FindString(string(out))
	if err != nil || key == "" {
		t.Fatalf("make a key: %v %s", err, out)
	}
	return key
}

// cameraPicture is a photograph with the place of a private home in it, as a telephone writes it.
func cameraPicture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	part := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00GPS 21.031177 105.851199")
	return append(append([]byte{0xFF, 0xD8, 0xFF, 0xE1, 0, byte(len(part) + 2)}, part...), b.Bytes()[2:]...)
}

// report sends a report with a picture as a client of Open311 does, and gives the code and the check code of the receipt.
func report(t *testing.T, base, key, words string) (code, check string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, v := range map[string]string{
		"api_key": key, "service_code": "lighting", "lat": "21.0285", "long": "105.8542", "address_string": "Ngõ 10 phố Ví Dụ", "description": words,
		"first_name": "Bí Mật", "last_name": "Trần", "phone": "0912345699", "attribute[commune]": "00004",
	} {
		if err := m.WriteField(name, v); err != nil {
			t.Fatal(err)
		}
	}
	w, err := m.CreateFormFile("media", "nha-toi.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(cameraPicture(t)); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := http.Post(base+"/open311/v2/requests.json", m.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	var got []struct {
		ID     string `json:"service_request_id"`
		Notice string `json:"service_notice"`
	}
	if err := json.NewDecoder(a.Body).Decode(&got); err != nil || a.StatusCode != http.StatusOK || len(got) != 1 {
		t.Fatalf("%d %v %v", a.StatusCode, got, err)
	}
	return got[0].ID, regexp.MustCompile(`\b[0-9A-Z]{10}\b`).FindString(got[0].Notice)
}

// fetched is what an address answers to anybody.
func fetched(t *testing.T, address string) (int, []byte) {
	t.Helper()
	a, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, b
}

func TestASceneReportWithAPhotographGoesFromAnApplicationToThePublicPageAndItsFeed(t *testing.T) {
	t.Parallel()
	base := city(t)
	subject := unique(t)
	code, check := report(t, base, applicationKey(t), subject+": đèn đường trước nhà Trần Bí Mật không sáng.")

	agent := officer(t, careAgent)
	agent.visit("/desk/petitions?q=" + code)
	at := eval[string](agent, "the petition's address", `document.querySelector('main a[href*="/desk/petitions/"].code, main table a').getAttribute('href')`)
	agent.visit(at)
	agent.wantText("main", "nha-toi.jpg")
	agent.does(at, "transfer", func() {
		agent.fill("to", "Chi nhánh số 7")
		agent.choose("reason", "competence")
		agent.fill("words", "Chuyển đơn vị trên địa bàn.")
	})
	leader, spec := officer(t, leader7, noScript), officer(t, specialist7)
	leader.does(at, "classify", func() { leader.mark(`[name=class][value=scene]`); leader.mark(`[name=level][value=normal]`) })
	spec.does(at, "draft", func() { spec.fill("words", "Đã thay bóng đèn, mời bà Trần Bí Mật xem lại.") })
	leader.does(at, "approve", nil)
	spec.does(at, "answer", nil)
	spec.visit(at + "/mask")
	spec.fill("public-title", subject)
	spec.fill("public-text", "Đèn đường trước một nhà dân không sáng.")
	spec.fill("public-answer", "Đã thay bóng đèn.")
	spec.mark(`[name="public-files"]`)
	spec.send(`main form.card`)
	spec.wantText(".flash", "Đã xong")
	if status, _ := fetched(t, base+"/phan-anh/"+code); status != http.StatusNotFound {
		t.Errorf("before it is published the page answers %d", status)
	}
	leader.does(at, "publish", nil)

	anyone := open(t, base)
	anyone.visit("/phan-anh/" + code + "?lang=vi")
	anyone.wantText("main", "Đã thay bóng đèn")
	if wide := eval[int](anyone, "the picture's width", `(async () => { const i = document.querySelector('.petition-photo'); i.scrollIntoView(); await i.decode(); return i.naturalWidth })()`); wide != 320 {
		t.Errorf("the picture is %d wide on the page", wide)
	}
	anyone.judged("petition-scene")
	anyone.visit("/phan-anh/ban-do?lang=en")
	anyone.judged("petition-map-en")
	phone := open(t, base, width(320), noScript)
	phone.visit("/phan-anh?phuong-xa=00004&lang=vi")
	phone.wantText("main", subject)
	phone.wantNarrow()

	picture := anyone.base + regexp.MustCompile(`/phan-anh/`+code+`/anh/[0-9a-f]+`).FindString(eval[string](anyone, "the feed", `fetch('/phan-anh/feed.xml?phuong-xa=00004').then(r => r.text())`))
	for _, address := range []string{base + "/phan-anh/" + code, base + "/phan-anh/feed.xml", base + "/open311/v2/requests/" + code + ".xml", base + "/api/v1/petitions/published/" + code, picture} {
		status, b := fetched(t, address)
		if status != http.StatusOK {
			t.Errorf("%s answers %d", address, status)
		}
		for _, never := range []string{"Bí Mật", "0912345699", "nha-toi", "GPS", "Exif", "21.031177", check} {
			if bytes.Contains(b, []byte(never)) {
				t.Errorf("%s says %q", address, never)
			}
		}
	}
}
