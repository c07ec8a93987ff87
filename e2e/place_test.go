package e2e

import (
	"context"
	"testing"

	grants "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// places lets the pages of the tab's own context know where the reader is, or not.
func places(setting grants.PermissionSetting) step {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		info, err := cdp.Call(ctx, t, target.GetTargetInfo, target.GetTargetInfoParams{})
		if err == nil {
			_, err = cdp.Call(ctx, t, grants.SetPermission, grants.SetPermissionParams{
				Permission: &grants.PermissionDescriptor{Name: "geolocation"}, Setting: setting, BrowserContextID: info.TargetInfo.BrowserContextID,
			})
		}
		return chromedp.Void{}, err
	}
}

func stands(lat, long float64) step {
	accuracy := 5.0
	return tell(emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &long, Accuracy: &accuracy})
}

func TestTheFormOfAPetitionTakesThePlaceOfItsSenderOnceTheyAskForIt(t *testing.T) {
	t.Parallel()
	p := open(t, city(t))
	said := func(what, words string) {
		t.Helper()
		p.do("wait for "+what, chromedp.WaitVisible(chromedp.CSS(`[data-place][data-said="`+what+`"]`)))
		p.wantText("[data-place] [role=status]", words)
	}
	point := func() string {
		return eval[string](p, "read the point", `document.querySelector("[name=point]").value`)
	}
	p.do("let pages know the place", places(grants.PermissionSettingGranted))
	p.do("stand at the lake", stands(21.0285, 105.8542))
	p.visit("/phan-anh/gui?lang=vi")
	if got := point(); got != "" {
		t.Errorf("unasked: %q", got)
	}
	p.mark("[data-place] button")
	said("found", "Đã điền tọa độ")
	if got := point(); got != "21.02850, 105.85420" {
		t.Errorf("the point is %q", got)
	}
	p.wantOpenToAll()
	p.wantNarrow()
	p.do("stand in another city", stands(10.7769, 106.7009))
	p.visit("/phan-anh/gui?lang=en")
	p.mark("[data-place] button")
	said("outside", "You are outside the city")
	p.do("tell pages no place", places(grants.PermissionSettingDenied))
	p.mark("[data-place] button")
	said("denied", "The browser may not tell where you are")
	if got := point(); got != "" {
		t.Errorf("outside or not allowed: %q", got)
	}
	p.visit("/phan-anh?lang=en")
	if eval[bool](p, "whether another page may ask", `document.featurePolicy ? document.featurePolicy.allowsFeature("geolocation") : false`) {
		t.Error("another page may ask for the place")
	}
}

func TestWithoutScriptsThePetitionsFormHasNoButtonForThePlace(t *testing.T) {
	t.Parallel()
	p := open(t, city(t), noScript)
	p.visit("/phan-anh/gui")
	p.do("look for the button", chromedp.WaitNotVisible(chromedp.CSS("[data-place] button")))
}
