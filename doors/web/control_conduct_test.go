package web

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"motcua/law/procedure"
)

// Each thing that the city lays down for a case is written on the page of the cases, is there when it is read again, and stands in the
// amendment; a mistake elsewhere on the page keeps what was typed and saves nothing.
func TestWhatTheCityLaysDownForACaseIsWrittenKeptAndShownAsAnAmendment(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("2.000815")
	read := func() procedure.Conduct {
		p, err := c.Read(t.Context(), c.officer("phong-kiem-soat-thu-tuc", "controller")).Proposal(at[strings.LastIndexByte(at, '/')+1:])
		if err != nil {
			t.Fatal(err)
		}
		return p.Record.Cases[0].Conduct
	}
	was := read()
	set := map[string]string{
		"immediate": "1", "self-filed": "1", "apart": "1", "prepaid": "1", "originals": procedure.OriginalsReturned, "result-file": procedure.ResultSigned,
		"receivers": "chi-nhanh-7\nchi-nhanh-1", "data-type": "LOAI-07", "basis": "Quyết định số 07/QĐ-UBND",
	}
	path := at + "/cases"
	b.get(path)
	q := b.boxes()
	for name, value := range set {
		q.Set("r.0."+name, value)
	}

	bad := b.boxes()
	for name, value := range set {
		bad.Set("r.0."+name, value)
	}
	bad.Set("r.0.name", "")
	bad.Set("r.0.receivers", "khong-co-don-vi-nay")
	b.saves(path, bad)
	b.want(http.StatusUnprocessableEntity, "khong-co-don-vi-nay", "LOAI-07", "Quyết định số 07/QĐ-UBND")
	kept := b.boxes()
	for _, name := range []string{"immediate", "self-filed", "apart", "prepaid", "originals", "result-file"} {
		if kept.Get("r.0."+name) != set[name] {
			t.Errorf("after a mistake %s is %q, typed was %q", name, kept.Get("r.0."+name), set[name])
		}
	}
	if got := read(); !reflect.DeepEqual(got, was) {
		t.Fatalf("a page with a mistake saved %+v", got)
	}

	b.get(path)
	b.saves(path, q)
	b.want(http.StatusOK)
	want := procedure.Conduct{
		Immediate: true, SelfFiled: true, Apart: true, Prepaid: true, Originals: procedure.OriginalsReturned, ResultFile: procedure.ResultSigned,
		Receivers: []string{"chi-nhanh-7", "chi-nhanh-1"}, DataType: "LOAI-07", Basis: "Quyết định số 07/QĐ-UBND",
	}
	if got := read(); !reflect.DeepEqual(got, want) {
		t.Errorf("saved is %+v", got)
	}
	b.get(at)
	b.want(http.StatusOK, "LOAI-07", "Quyết định số 07/QĐ-UBND")
	v := procedure.Conduct{}
	for i := range conductFields {
		f := &conductFields[i]
		if f.get(&want) == f.get(&v) {
			t.Errorf("the field %s is not tried here", f.name)
		}
	}
}
