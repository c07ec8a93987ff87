package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// draftReceive is the kind of a draft of the counter's intake.
const draftReceive = "receive"

// An intakeDraft is a dossier on the counter that is not received yet (hồ sơ đang tiếp nhận): what was typed, as it was
// typed, and the scans that came. The draft's identity becomes the dossier's, so that it is received once.
type intakeDraft struct {
	ID        string                `json:"-"`
	Procedure procedure.ID          `json:"procedure"`
	Case      string                `json:"case"`
	Version   int                   `json:"version"` // of the procedure that the boxes were drawn from
	Fields    url.Values            `json:"fields,omitempty"`
	Values    form.Values           `json:"values,omitempty"` // of the e-form, as typed
	Files     []dossier.Attached    `json:"files,omitempty"`
	With      []dossier.ID          `json:"with,omitempty"` // received just before for the same person
	Read      *readBack             `json:"read,omitempty"`
	Sources   map[string]heldSource `json:"sources,omitempty"`
	Saved     time.Time             `json:"-"`
}

// A readBack is the moment in which the citizen heard or read what was typed and confirmed it.
type readBack struct {
	At     time.Time `json:"at"`
	How    string    `json:"how"`    // "spoken", "signed-slip"
	Digest string    `json:"digest"` // of what was read: a later change asks for another reading
}

// keep writes the draft down.
func (s *Site) keepDraft(r *http.Request, d *intakeDraft) error {
	b, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("write draft %s: %w", d.ID, err)
	}
	return s.o.Office.SaveDraft(r.Context(), who(r), office.Draft{ID: d.ID, Kind: draftReceive, Body: b})
}

// openDraft reads one of the clerk's own drafts.
// choice: a draft belongs to whoever typed it: the table of acts knows no taking over, and nothing in it was promised.
func (s *Site) openDraft(r *http.Request, id string) (*intakeDraft, error) {
	kept, err := s.read(r).Draft(id)
	if err != nil {
		return nil, err
	}
	return readDraft(kept)
}

func readDraft(kept office.Draft) (*intakeDraft, error) {
	d := &intakeDraft{}
	if kept.Kind != draftReceive {
		return nil, fault.New(fault.Missing, "draft.missing")
	}
	if err := json.Unmarshal(kept.Body, d); err != nil {
		return nil, fmt.Errorf("read draft %s: %w", kept.ID, err)
	}
	d.ID, d.Saved = kept.ID, kept.Updated
	if d.Fields == nil {
		d.Fields = url.Values{}
	}
	return d, nil
}

// receiver refuses whoever does not sit at a desk that receives.
func receiver(do Handler) Handler {
	return officerOnly(func(w http.ResponseWriter, r *http.Request) error {
		if err := access.May(who(r), string(dossier.ActReceive), access.Object{}); err != nil {
			return err
		}
		return do(w, r)
	})
}

func itoa(n int) string { return strconv.Itoa(n) }

// setParty writes a person into the boxes of a prefix.
func setParty(q url.Values, prefix string, p dossier.Party) {
	kind := p.Kind
	if kind == "" {
		kind = dossier.Citizen
	}
	for name, value := range map[string]string{
		"kind": string(kind), "name": p.Name, "number": p.Number, "birth": dayWords(p.Birth), "sex": p.Sex, "phone": p.Phone, "email": p.Email,
	} {
		q.Set(prefix+"."+name, value)
	}
	for box, value := range addressBoxes(p.Address) {
		q.Set(prefix+".address"+box, value)
	}
}

// A found person is what one box of the counter led to: a card that was read, somebody known, or nobody.
type found struct {
	Party  dossier.Party
	Card   bool // read from a card
	Known  bool // known from earlier dossiers
	Number bool // only the number was given
}

// findPeople reads the one box in which a clerk types or scans who stands at the counter.
func (s *Site) findPeople(r *http.Request, text string) ([]found, error) {
	text = vn.Tidy(text)
	rd := s.read(r)
	if card, ok := vn.ParseCard(text); ok {
		f := found{Card: true, Party: dossier.Party{Kind: dossier.Citizen, Name: card.Name, Number: card.Number, Sex: card.Sex}}
		if !card.Birth.IsZero() {
			f.Party.Birth = card.Birth.Format(time.DateOnly)
		}
		f.Party.Address = addressOf(rd, card.Address)
		known, err := rd.FindPeople(card.Number)
		if err != nil {
			return nil, err
		}
		if len(known) == 1 { // the card is right about the person, the city remembers how to reach them
			f.Known = true
			f.Party.Phone, f.Party.Email = known[0].Phone, known[0].Email
			if f.Party.Address.Commune == "" && known[0].Address.Commune != "" {
				f.Party.Address = known[0].Address
			}
		}
		return []found{f}, nil
	}
	number := strings.NewReplacer(" ", "", ".", "").Replace(text)
	digits := number != "" && strings.Trim(number, "0123456789-") == ""
	if digits {
		text = number
	}
	people, err := rd.FindPeople(text)
	if err != nil {
		return nil, err
	}
	var out []found
	for _, p := range people {
		out = append(out, found{Party: p.Party, Known: true})
	}
	if len(out) == 0 && digits {
		p := dossier.Party{Kind: dossier.Citizen, Number: number}
		if len(number) == 10 || len(number) > 12 {
			p.Kind = dossier.Business
		}
		out = append(out, found{Party: p, Number: true})
	}
	return out, nil
}

// addressOf splits the commune of today out of an address, where the address names one.
func addressOf(rd *office.Reader, s string) dossier.Address {
	a := dossier.Address{Text: s}
	communes := rd.Communes()
	parts := strings.Split(s, ",")
	for i := len(parts) - 1; i > 0; i-- {
		part := vn.Fold(vn.Tidy(parts[i]))
		at := slices.IndexFunc(communes, func(c office.Commune) bool { return vn.Fold(c.Name) == part })
		if at >= 0 {
			a.Text, a.Commune, a.List = vn.Tidy(strings.Join(parts[:i], ",")), communes[at].Code, rd.CommuneList()
			return a
		}
	}
	return a
}
