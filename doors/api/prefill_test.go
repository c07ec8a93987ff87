package api

import (
	"encoding/json"
	"testing"
)

func TestAFormBeginsWithWhatTheAccountSays(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.citizen("mai", "001185012345")
	c.officer("clerk", "chi-nhanh-7", "receiver")
	const at = "/api/v1/procedures/2.000635/versions/2/cases/ca-nhan/form/prefill"
	w := c.ask("mai", "GET", at, nil, "")
	var got struct {
		Values struct {
			Requester struct{ Name, Email string }
		}
		Origins map[string]Origin
	}
	must(t, json.Unmarshal(w.Body.Bytes(), &got))
	me := c.me("mai")
	if w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" || got.Values.Requester.Name != me.Name || me.Name == "" {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	if o := got.Origins["requester.personal_id"]; o.From != "account" || o.Proved {
		t.Errorf("the number is from %+v", o)
	}
	for actor, want := range map[string]int{"clerk": 403, "anyone": 401} {
		if w := c.ask(actor, "GET", at, nil, ""); w.Code != want {
			t.Errorf("%s: %d, want %d: %s", actor, w.Code, want, w.Body)
		}
	}
	for _, path := range []string{"/api/v1/procedures/2.000635/versions/9/cases/ca-nhan/form/prefill", "/api/v1/procedures/2.000635/versions/2/cases/khac/form/prefill", "/api/v1/procedures/9.999999/versions/1/cases/x/form/prefill"} {
		if w := c.ask("mai", "GET", path, nil, ""); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
