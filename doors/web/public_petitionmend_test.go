package web

import (
	"regexp"
	"testing"
)

func TestAFileThatIsNoPictureIsRefusedAndAKeyOfSomebodyElseShowsNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	sender := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	sender.get("/phan-anh/gui")
	key := sender.key()
	typed := []string{"key", key, "class", "scene", "title", "Rác đầu ngõ", "text", "Rác chưa thu gom ba ngày.", "place", "Ngõ 10"}
	head := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x02\x00\x00\x00\x00\x00\x00\x00"
	sender.upload("/phan-anh/gui", "files", "bom.png", []byte(head), typed...)
	sender.want(422, "bom.png", "không đọc được như một ảnh", "Rác chưa thu gom ba ngày.")
	sender.upload("/phan-anh/gui", "files", "trang.html", []byte("<!doctype html><p>chào"), typed...)
	sender.want(422, "JPEG, PNG, WebP và tệp PDF")
	sender.hides("P7S", `name="kept"`)
	sender.post("/phan-anh/gui", append(typed, "protect", "1", "dossier", "KHONG-CO", "phone", "chữ")...)
	sender.want(422, `href="#f-dossier"`, `href="#f-phone"`)
	sender.post("/phan-anh/gui", append(typed, "protect", "1", "point", "21.0285, 105.8542")...)
	sender.want(200, "Đã nhận phản ánh")
	codes := regexp.MustCompile(`<dd class="code">([^<]+)</dd>`).FindAllStringSubmatch(sender.body, 2)
	if len(codes) != 2 {
		t.Fatalf("the receipt has %v", codes)
	}
	sender.post("/phan-anh/theo-doi", "ma", codes[0][1], "kiem-tra", codes[1][1])
	sender.want(200, "Ngõ 10", "21.0285, 105.8542", "Được giữ kín")
	other := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	other.get("/phan-anh/gui")
	other.post("/phan-anh/gui", typed...)
	other.hides(codes[1][1])
}

func TestWrongCodesOfOneKindLeaveTheTriesOfAnotherAndTheBrowserKnowsItsConversations(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b, id := c.visits("Hỏi lệ phí")
	for _, at := range []string{"/lien-he", "/lien-he/tim"} {
		b.get(at)
		b.want(200, "Xem tiếp cuộc trò chuyện", "/lien-he/chat/"+string(id))
	}
	for range 21 {
		b.post("/phan-anh/theo-doi", "ma", "PA26-000009", "kiem-tra", "0000000000")
	}
	b.want(429, "Chờ 10 giây", "PA26-000009", "mã kiểm tra")
	b.hides("giấy hẹn")
	b.post("/lien-he/tim", "ma", "LH26-000009", "kiem-tra", "AAAAAAAAAA")
	b.want(422)
}

// Between two right files one is a note and one a picture of another kind: both are told in words, with what is taken and with what else is wrong, and the
// right ones are kept, those after the wrong ones too.
func TestAWrongFileIsToldInWordsAndTheRightOnesOfTheSameSendAreKept(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get("/phan-anh/gui")
	files := [][2]string{{"truoc.pdf", "%PDF-1.4 mot"}, {"ghi-chu.txt", "Xe đỗ trên vỉa hè."}, {"hinh.gif", "GIF89a hinh"}, {"sau.pdf", "%PDF-1.4 hai"}}
	b.uploadAll("/phan-anh/gui", "files", files, "key", b.key(), "class", "scene", "title", "", "text", "Rác chưa thu gom ba ngày.", "place", "Ngõ 10")
	b.want(422, "Tệp ghi-chu.txt là tệp văn bản thuần (TXT, CSV): ở đây chỉ nhận ảnh JPEG, PNG, WebP và tệp PDF.", "Tệp hinh.gif là ảnh loại khác (GIF, BMP, SVG)",
		`href="#f-files"`, `href="#f-title"`, "/truoc.pdf", "/sau.pdf")
	b.hides("text/plain", "charset=utf-8)", "image/gif", "/ghi-chu.txt\"", "/hinh.gif\"")
	kept := regexp.MustCompile(`name="kept" value="([^"]+)"`).FindAllStringSubmatch(b.body, -1)
	if len(kept) != 2 {
		t.Fatalf("kept are %v", kept)
	}
	b.post("/phan-anh/gui", "key", b.key(), "class", "scene", "title", "Rác đầu ngõ", "text", "Rác chưa thu gom ba ngày.", "place", "Ngõ 10", "kept", kept[0][1], "kept", kept[1][1])
	b.want(200, "Đã nhận phản ánh")
	b.lang = "en"
	b.get("/phan-anh/gui")
	b.uploadAll("/phan-anh/gui", "files", files[1:2], "key", b.key(), "class", "scene", "title", "Rubbish", "text", "For three days.", "place", "Ngõ 10")
	b.want(422, "The file ghi-chu.txt is plain text (TXT, CSV): only JPEG, PNG and WebP pictures and PDF files are taken here.")
}
