package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"motcua/law/dossier"
	"motcua/words/org"
)

// preTicked are boxes that are ticked before anybody ticked them, each with the reason why that is no consent.
var preTicked = map[string]string{
	"/ho-so/thong-bao mail":            "how somebody is told of what the law wants them told of; it can be turned off",
	"/ho-so/thong-bao sms":             "the same",
	"/watch/alarms mail":               "how an officer is told of the unit's alarms",
	"/desk/dossiers/{id} correct.same": "what the dossier says now: applicant and owner are one",
}

var (
	boxTag  = regexp.MustCompile(`<input[^>]*type="checkbox"[^>]*>`)
	boxName = regexp.MustCompile(`name="([^"]*)"`)
)

// walk asks for every page that needs no more than the values given for its parameters, as everybody.
func (d *desk) walk(values func(at string) map[string][]string, as map[string]*http.Cookie, see func(at, path, who, body string)) (pages int) {
	d.t.Helper()
	for _, r := range d.routes() {
		at, ok := strings.CutPrefix(r.at, "GET ")
		if !ok {
			continue
		}
		for _, path := range fill(strings.TrimSuffix(at, "{$}"), values(at)) {
			for who, cookie := range as {
				d.later(time.Second) // each reading has its own line
				if status, body := get(d.t, d, path, "vi", cookie); status == http.StatusOK {
					pages++
					see(at, path, who, body)
				}
			}
		}
	}
	return pages
}

// fill puts values into an address's parameters; none where one is not known.
func fill(at string, values map[string][]string) []string {
	out := []string{at}
	for {
		from := strings.Index(out[0], "{")
		if from < 0 {
			return out
		}
		name := out[0][from+1 : strings.Index(out[0], "}")]
		var next []string
		for _, path := range out {
			for _, v := range values[name] {
				next = append(next, strings.Replace(path, "{"+name+"}", v, 1))
			}
		}
		if out = next; len(out) == 0 {
			return nil
		}
	}
}

// everybody signs in those who see most.
func (d *desk) everybody(id dossier.ID) map[string]*http.Cookie {
	d.t.Helper()
	v := d.view(id)
	out := map[string]*http.Cookie{"nobody": {Name: actorCookie, Value: "nobody"}, "owner": d.ownerOf(id), "supervisor": d.supervisor()}
	for _, x := range []struct {
		unit string
		role org.Role
	}{{"chi-nhanh-7", org.Receiver}, {"chi-nhanh-7", org.BranchHead}, {v.Competent, org.Leader}} {
		_, out[string(x.role)] = d.holder(x.unit, string(x.role), 0)
	}
	for _, role := range []org.Role{org.Administrator, org.Controller, org.Editor} {
		for _, u := range d.o.World().Org.Units(d.clock()) {
			if len(d.o.World().Org.Holders(u.ID, role, d.clock())) > 0 {
				_, out[string(role)] = d.holder(string(u.ID), string(role), 0)
				break
			}
		}
	}
	return out
}

func TestNoBoxIsTickedBeforeSomebodyTicksIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id, over := d.death(), d.handedOver()
	values := map[string][]string{
		"id": {string(id), string(over)}, "code": {"1.000656"}, "case": {"co-giay-bao-tu"}, "slug": {"sinh-con"}, "list": {"drafts"}, "act": {"add-person", "open-unit", "give-post"},
		"part": {"rut", "to-khai", "nguoi-xem", "bo-sung"}, "username": {"admin"}, "n": {"1"},
	}
	boxes := 0
	pages := d.walk(func(string) map[string][]string { return values }, d.everybody(id), func(at, path, who, body string) {
		for _, tag := range boxTag.FindAllString(body, -1) {
			boxes++
			name := boxName.FindStringSubmatch(tag)
			if strings.Contains(tag, " checked") && (len(name) < 2 || preTicked[at+" "+name[1]] == "") {
				t.Errorf("%s for %s: a box is ticked: %s", path, who, tag)
			}
		}
	})
	if pages < 60 || boxes < 10 {
		t.Errorf("only %d pages with %d boxes were seen", pages, boxes)
	}
}

// withoutLine are addresses below a dossier's own that show none of its contents.
var withoutLine = map[string]string{
	"/desk/dossiers/{id}/{act}": "leads back to the dossier",
	"/ho-so/{id}/{part}":        "nguoi-xem: who looked, without contents",
}

func TestEveryAddressOfADossierLeavesALineInTheReadLog(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.handedOver()
	v := d.view(id)
	lines := func() int {
		rows, err := d.o.Store().Read().Reads(t.Context(), string(id), 100_000)
		if err != nil {
			t.Fatal(err)
		}
		return len(rows)
	}
	everybody := d.everybody(id)
	d.mu.Lock()
	watcher := d.whos[everybody["supervisor"].Value]
	d.mu.Unlock()
	if err := d.o.GiveReason(t.Context(), watcher, id, "Kiểm tra theo kế hoạch"); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	last := lines()
	values := func(at string) map[string][]string {
		if !strings.HasPrefix(at, "/desk/dossiers/") && !strings.HasPrefix(at, "/ho-so/") {
			return nil
		}
		return map[string][]string{"id": {string(id)}, "part": {"to-khai", "phieu.pdf", "rut", "nguoi-xem"}, "file": {"slip-1.pdf"}, "act": {"claim"}}
	}
	d.walk(values, everybody, func(at, path, who, body string) {
		now := lines()
		if strings.Contains(at, "{id}") && now == last && withoutLine[at] == "" {
			t.Errorf("%s for %s shows a dossier and leaves no line", path, who)
		}
		if now == last && strings.Contains(body, v.Parties.Owner.Number) && at != "/ho-so/du-lieu" && !strings.HasSuffix(at, "/thong-bao") {
			t.Errorf("%s for %s shows the owner's number and leaves no line", path, who)
		}
		last, seen[at] = now, true
	})
	for _, r := range d.routes() {
		at, ok := strings.CutPrefix(r.at, "GET ")
		if ok && strings.HasPrefix(at, "/desk/dossiers/{id}") && !seen[at] && unseen[at] == "" {
			t.Errorf("%s was shown to nobody here: give its parameters, or say why it shows nothing", at)
		}
	}
}

// unseen are addresses that nobody is shown in the scene above.
var unseen = map[string]string{
	"/desk/dossiers/{id}/receive":        "the dossier was received long ago",
	"/desk/dossiers/{id}/replace":        "the dossier is over",
	"/desk/dossiers/{id}/sitting":        "the dossier is over; it opens through Reader.Dossier",
	"/desk/dossiers/{id}/{act}":          "leads back to the dossier",
	"/desk/dossiers/{id}/letters/{file}": "Reader.Letter, see TestWhateverShowsADossierLeavesALineInTheReadLogFirst",
	"/desk/dossiers/{id}/files/{hash}":   "Reader.File, see the same",
}
