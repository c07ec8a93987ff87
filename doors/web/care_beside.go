package web

import (
	"cmp"

	"motcua/ground/text"
	"motcua/office"
)

// A careBeside is a dossier, petition or contact of the same person.
type careBeside struct {
	Code, Words, Href, When string // Href "": the reader's rights do not reach it
	Pill                    Pill
}

// careBeside lays out what the city knows of the person.
func (s *Site) careBeside(v text.Voice, rd *office.Reader, o *careOne) error {
	b, err := rd.ContactBeside(o.Contact.ID)
	if err != nil {
		return err
	}
	o.Known = b.Known
	if b.Of > len(b.Dossiers) {
		o.Of = v.T("care.beside-of", "n", len(b.Dossiers), "all", b.Of)
	}
	for i := range b.Dossiers {
		d := &b.Dossiers[i]
		x := careBeside{Code: cmp.Or(d.Code, d.External), Words: procWords(v, d.Row), Pill: Pill{Plain, stateWords(v, d.State)}, When: besideTimes(v, &d.Row)}
		if d.Opens {
			x.Href = "/desk/dossiers/" + d.ID
		}
		o.Dossiers = append(o.Dossiers, x)
	}
	for i := range b.Petitions {
		x := s.petitionRow(v, &b.Petitions[i])
		o.Petits = append(o.Petits, careBeside{Code: x.Code, Words: x.Title, Href: "/desk/petitions/" + x.ID, Pill: x.Pill})
	}
	for i := range b.Contacts {
		l := &b.Contacts[i]
		o.Past = append(o.Past, careBeside{Code: l.Code, Words: joinComma(v.DateTime(l.Began), l.Subject), Href: "/care/contacts/" + string(l.ID), Pill: carePill(v, rd.Now(), l)})
	}
	return nil
}

// besideTimes says when a dossier was filed, and when it ended or is due.
func besideTimes(v text.Voice, d *office.Row) string {
	filed, at := "", d.Filed
	if at.IsZero() { // at a counter
		at = d.Received
	}
	if !at.IsZero() {
		filed = v.T("care.beside-filed", "date", v.Date(at))
	}
	switch {
	case !d.Ended.IsZero():
		return joinComma(filed, v.T("care.beside-ended", "date", v.Date(d.Ended)))
	case !d.Due.IsZero():
		return joinComma(filed, v.T("care.beside-due", "date", v.DateTime(d.Due)))
	}
	return filed
}
