package web

import (
	"strings"
	"testing"
)

func TestThePublicPageSaysWhatChangedFromWhenAndByWhichDecision(t *testing.T) {
	t.Parallel()
	site := newTown(t, true).site
	body := wantPage(t, site, "/thu-tuc/thay-doi?loai=sua-doi", 200)
	for _, want := range []string{"163/QĐ-BTP", "Sửa đổi giấy tờ “Giấy chứng sinh”", "d) Thành phần, số lượng hồ sơ"} {
		if !strings.Contains(body, want) {
			t.Errorf("the list does not say %q", want)
		}
	}
	if n := strings.Count(body, "<li><p><span class=\"pill soon"); n != 5 {
		t.Errorf("the pack has five later versions, the list has %d", n)
	}
	if body = wantPage(t, site, "/thu-tuc/thay-doi?q=khai+sinh&loai=cong-bo", 200); !strings.Contains(body, "1.001193") || strings.Contains(body, "1.001612") {
		t.Error("the search does not narrow the list")
	}
	wantPage(t, site, "/thu-tuc/thay-doi?trang=2", 200)
	wantPage(t, site, "/thu-tuc/thay-doi?trang=99999999999999999999", 200)
	if body = wantPage(t, site, "/thu-tuc/thay-doi?q=khongcogi", 200); !strings.Contains(body, "Không có thay đổi nào") {
		t.Error("an empty list does not say so")
	}
	if body = wantPage(t, site, "/", 200); !strings.Contains(body, `href="/thu-tuc/thay-doi"`) {
		t.Error("the home does not lead to the changes")
	}
}
