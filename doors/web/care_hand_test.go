package web

import (
	"strings"
	"testing"

	"motcua/ground/text"
	"motcua/law/petition"
	"motcua/office"
)

// TestAHandOverNamesWhatDoesNotOpenWithItAndSaysNothingWhereNothingIsLinked looks at both languages.
func TestAHandOverNamesWhatDoesNotOpenWithItAndSaysNothingWhereNothingIsLinked(t *testing.T) {
	t.Parallel()
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []text.Lang{text.VI, text.EN} {
		v := words.In(lang)
		if got := handReads(v, &office.ContactView{}); got != "" {
			t.Errorf("%s: without links it says %q", lang, got)
		}
		got := handReads(v, &office.ContactView{LinksD: []office.ContactLink{{Code: "H26.1-260303-0001"}}, LinksP: []office.ContactLink{{Code: "PA26-000001"}}})
		if !strings.Contains(got, "H26.1-260303-0001, PA26-000001") {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

// TestAVeiledPetitionIsRestrictedInBothLanguages has the title that is kept from the reader, and one that is not.
func TestAVeiledPetitionIsRestrictedInBothLanguages(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[text.Lang]string{text.VI: "Nội dung bị hạn chế xử lý", text.EN: "Restricted"} {
		v := words.In(lang)
		l := &office.PetitionLine{Title: "Đèn đường", Veiled: true}
		l.Channel, l.Level, l.State = petition.Page, petition.Normal, petition.New
		if got := c.site.petitionRow(v, l).Title; got != want {
			t.Errorf("%s: a veiled one is called %q", lang, got)
		}
		if l.Veiled = false; c.site.petitionRow(v, l).Title != "Đèn đường" {
			t.Errorf("%s: one that is not veiled is called %q", lang, c.site.petitionRow(v, l).Title)
		}
	}
}
