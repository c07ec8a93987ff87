package web

import (
	"testing"

	"motcua/law/access"
	"motcua/office"
)

func TestAKeyOfASystemHasTheRequestsAMinuteThatTheCitySets(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	c.site = c.pages(Options{RateLimit: 50})
	allow := func(most string) {
		t.Helper()
		if err := c.SetSettings(t.Context(), office.Who{Kind: access.System}, []byte(`[{"name": "petition.key-requests", "value": `+most+`}]`)); err != nil {
			t.Fatal(err)
		}
	}
	taken := func(system string) (n int) {
		for ; n < 100 && c.site.TakeKey(system) == 0; n++ {
		}
		return n
	}
	allow("12")
	if n := taken("a"); n != 12 {
		t.Errorf("%d requests of 12", n)
	}
	if n := taken("b"); n != 12 {
		t.Errorf("%d requests of another key", n)
	}
	allow("30")
	if n := taken("c"); n != 30 {
		t.Errorf("%d requests of 30", n)
	}
}
