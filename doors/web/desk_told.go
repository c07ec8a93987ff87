package web

import (
	"cmp"
	"net/http"
	"strings"

	"motcua/ground/text"
	"motcua/office"
)

// A toldFromUnit says what another unit did about work of the reader's.
type toldFromUnit struct {
	Href, Code, Words string
}

// unitNotices are those that the reader has not marked as seen.
func (s *Site) unitNotices(v text.Voice, rd *office.Reader) ([]toldFromUnit, error) {
	all, err := rd.UnitNotices()
	var out []toldFromUnit
	for _, x := range all {
		href, unit := "/desk/dossiers/"+string(x.Dossier), unitWords(v, x.Unit)
		if strings.HasPrefix(x.Kind, "dossier.data-request") { // of a dossier, or of all that is kept about somebody
			href = "/watch/requests"
			x.Code, unit = cmp.Or(x.Code, v.T("requests.title")), cmp.Or(unit, v.T("request.city"))
		}
		switch {
		case x.Petition != "":
			href = "/desk/petitions/" + string(x.Petition)
		case x.Rating != "":
			href, unit = "/watch/ratings/"+x.Rating, cmp.Or(unit, v.T("cases.supervision"))
		case x.Shut:
			href = ""
		}
		words := v.T("desk.told."+strings.TrimPrefix(x.Kind, "dossier."), "unit", unit, "time", v.DateTime(x.At))
		switch {
		case x.Finding != "":
			words += " " + v.T("desk.told.found", "found", v.T("cases.found."+x.Finding))
		case x.Kind == "dossier.found-rating":
			words += " " + v.T("desk.told.found-none")
		}
		out = append(out, toldFromUnit{Href: href, Code: x.Code, Words: words})
	}
	return out, err
}

// An askedOpinion is a proposal of a procedure on which the reader's unit is asked for its opinion.
type askedOpinion struct {
	Href, Name, Code string
	Time             Pill
}

func askedOpinions(v text.Voice, rd *office.Reader) ([]askedOpinion, error) {
	all, err := rd.OpinionsAsked()
	var out []askedOpinion
	for _, x := range all {
		a := askedOpinion{Href: "/control/proposals/" + x.Proposal.ID + "#give-opinion", Name: proposalName(v, x.Proposal), Code: string(x.Proposal.Code)}
		a.Time = Pill{Wait, v.T("desk.opinion-until", "date", v.Date(x.Until.Time()))}
		if x.Late {
			a.Time = Pill{Late, v.T("desk.opinion-late", "date", v.Date(x.Until.Time()))}
		}
		out = append(out, a)
	}
	return out, err
}

// seeUnitNotices marks them as seen.
func (s *Site) seeUnitNotices(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.SeeUnitNotices(r.Context(), who(r)); err != nil {
		return err
	}
	return redirect(w, r, "/desk")
}
