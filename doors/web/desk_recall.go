package web

import (
	"net/http"

	"motcua/ground/text"
	"motcua/office"
)

// A recallLine says that work of the reader's unit is not wanted any more.
type recallLine struct {
	Href, Code, Words string
}

// recallsOf are the recalls that the reader has not marked as seen.
func (s *Site) recallsOf(v text.Voice, rd *office.Reader) ([]recallLine, error) {
	all, err := rd.Recalls()
	var out []recallLine
	for _, x := range all {
		out = append(out, recallLine{
			Href: "/desk/dossiers/" + string(x.Dossier), Code: x.Code, Words: v.T("desk.recalled", "unit", unitWords(v, x.Unit), "time", v.DateTime(x.At)),
		})
	}
	return out, err
}

// seeRecalls marks them as seen.
func (s *Site) seeRecalls(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.SeeRecalls(r.Context(), who(r)); err != nil {
		return err
	}
	return redirect(w, r, "/desk")
}
