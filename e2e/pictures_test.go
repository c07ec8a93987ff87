package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// view saves what one window shows of the page, without scrolling, for the README; nothing without MOTCUA_SCREENSHOTS.
func (p *tab) view(name string) {
	p.t.Helper()
	dir := os.Getenv("MOTCUA_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatalf("picture %s: %v", name, err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// TestPicturesOfTheReadme opens what README.md shows: the home page, a land dossier as its owner sees it, a leader's
// overview. `make pictures` saves them.
func TestPicturesOfTheReadme(t *testing.T) {
	t.Parallel()
	home := open(t, city(t))
	home.inVietnamese()
	home.visit("/")
	home.wantText("h1", "Bạn cần làm")
	home.view("home")

	owner := as(t, citizenMai)
	owner.inVietnamese()
	owner.visit("/ho-so")
	land := eval[string](owner, "find the land dossier", `[...document.querySelectorAll(".mine-row a")].find(a => a.textContent.includes("Sang tên sổ đỏ")).getAttribute("href")`)
	owner.visit(land)
	owner.wantText("h1", "Sang tên sổ đỏ")
	owner.view("dossier")

	leader := as(t, leader7)
	leader.inVietnamese()
	leader.visit("/watch")
	leader.wantText("h1", "Chi nhánh số 7")
	leader.view("watch")
}
