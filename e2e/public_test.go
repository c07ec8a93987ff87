package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// publicPages is one page of every kind that everyone may open.
var publicPages = []string{
	"/", "/thu-tuc", "/thu-tuc?q=dat+dai", "/thu-tuc?q=zzzz", "/thu-tuc?linh-vuc=H%E1%BB%99+t%E1%BB%8Bch&doi-tuong=citizen", "/thu-tuc/1.001193", "/thu-tuc/1.013831?truong-hop=thua-ke-tang-cho",
	"/thu-tuc/1.004884", "/thu-tuc/1.001193/giay-to/tre-bo-roi", "/viec-trong-doi/nha-va-dat", "/noi-tiep-nhan", "/noi-tiep-nhan?q=tay+ho", "/tra-cuu", "/tro-giup",
}

func TestPublicPagesAreSound(t *testing.T) {
	t.Parallel()
	each(t, publicPages, func(t *testing.T, path string) {
		p := open(t, city(t))
		p.wantSound(path)
		p.picture("public" + strings.NewReplacer("/", "-", "?", "-", "&", "-", "%", "").Replace(path))
	})
}

func TestPublicPagesAreSoundInTheDarkAndInEnglish(t *testing.T) {
	t.Parallel()
	each(t, []string{"/?lang=en", "/thu-tuc?lang=en", "/thu-tuc/1.001193?lang=en", "/noi-tiep-nhan?lang=en", "/tra-cuu?lang=en", "/tro-giup?lang=en"}, func(t *testing.T, path string) {
		open(t, city(t), dark).wantSound(path)
	})
}

func TestErrorPagesAreSound(t *testing.T) {
	t.Parallel()
	each(t, []string{"/khong-co", "/thu-tuc/9.999999", "/tra-cuu?ma=H26.103.25.7-200101-0001"}, func(t *testing.T, path string) {
		p := open(t, city(t))
		p.visitFor(path, http.StatusNotFound)
		p.wantNarrow()
		p.wantOpenToAll()
	})
}

// printed shows the page as the printer gets it.
var printed = tell(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})

// TestACitizenFindsAProcedureAndPrintsItsPapers types without marks, takes the suggestion, chooses the case and prints.
func TestACitizenFindsAProcedureAndPrintsItsPapers(t *testing.T) {
	t.Parallel()
	p := open(t, city(t))
	p.visit("/?lang=vi")
	p.fill("q", "khai sinh")
	p.do("wait for the suggestions", chromedp.WaitVisible(chromedp.CSS(`[data-suggest-box] a[href="/thu-tuc/1.001193"]`)))
	p.wantText("[data-suggest-box]", "Hộ tịch")
	p.wantOpenToAll()
	p.press(`[data-suggest-box] a[href="/thu-tuc/1.001193"]`)
	p.wantText("h1", "Đăng ký khai sinh")
	p.wantText("#case", "Giấy chứng sinh")
	p.press(`.cases a[href*="tre-bo-roi"]`)
	p.wantText("#case", "Biên bản về việc trẻ bị bỏ rơi")
	p.press(`a[href$="/giay-to/tre-bo-roi"]`)
	p.do("print", printed)
	if seen := eval[[]string](p, "see what is printed", `[...document.querySelectorAll('.menu, .foot, .crumbs, .skip')].filter(e => e.offsetParent).map(e => e.className)`); len(seen) > 0 {
		t.Errorf("the paper has %q on it", seen)
	}
	p.wantText("main", "Biên bản về việc trẻ bị bỏ rơi")
	p.picture("public-checklist-printed")
}

// TestTheSameWithoutScripts goes by the button and by links.
func TestTheSameWithoutScripts(t *testing.T) {
	t.Parallel()
	p := open(t, city(t), noScript, width(320))
	p.visit("/?lang=vi")
	if out := p.overflow(); len(out) > 0 {
		t.Errorf("scrolls sideways: %q", out)
	}
	p.fill("q", "khai sinh")
	p.send(".hero form")
	p.press(".hits li:first-child a")
	p.wantText("h1", "Đăng ký khai sinh")
	p.press(`.cases a[href*="tre-bo-roi"]`)
	p.wantText("#case", "Biên bản về việc trẻ bị bỏ rơi")
}

// TestTheCodesOfASlipLeadToTheHistory takes code and check code from an owner's page and looks the dossier up as a
// stranger does: by the code, by both codes, and by what the QR code of the slip leads to.
func TestTheCodesOfASlipLeadToTheHistory(t *testing.T) {
	t.Parallel()
	owner := as(t, citizenMai)
	owner.visit("/ho-so?lang=vi")
	var code, check, name string
	for _, path := range eval[[]string](owner, "list the dossiers", `[...document.querySelectorAll('main a[href^="/ho-so/"]')].map(a => a.pathname)`) {
		owner.visit(path)
		check = eval[string](owner, "read the check code", `document.querySelector('.check-code')?.textContent.replace(/\s/g, '') || ''`)
		code = eval[string](owner, "read the code", `document.querySelector('main')?.textContent.match(/H26\.[\d.]+-\d{6}-\d{4,}/)?.[0] || ''`)
		if check != "" && code != "" {
			break
		}
	}
	if check == "" || code == "" {
		t.Fatal("none of the owner's dossiers has a code and a check code")
	}
	name = "Mai"

	p := open(t, city(t))
	p.visit("/tra-cuu?lang=vi&ma=" + code)
	p.wantText("#found", code)
	p.wantText("main", "Mức độ hoàn thành")
	p.wantOpenToAll()
	p.fill("ma", code)
	p.fill("kiem-tra", check)
	p.send("form[data-lookup]")
	p.wantText("main", "Quá trình xử lý")
	p.wantText("main", "Thời gian nằm ở đâu")
	p.wantNarrow()
	p.wantOpenToAll()
	if strings.Contains(p.text("main"), name) || strings.Contains(p.where(), check) {
		t.Errorf("the public page names the owner, or the address has the check code: %s", p.where())
	}
	p.picture("public-history")

	p.visit("/tro-giup") // a QR code is opened from elsewhere: a change of the fragment alone loads no page
	p.do("scan the QR code", chromedp.Navigate(p.base+"/tra-cuu#"+code+"."+check))
	p.do("wait for the history", chromedp.WaitVisible(chromedp.CSS(".knots")))
	if at := p.where(); strings.Contains(at, "#") || strings.Contains(at, check) {
		t.Errorf("the check code still stands in the address: %s", at)
	}
}
