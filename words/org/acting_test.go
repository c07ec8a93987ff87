package org_test

import (
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/words/org"
)

func TestSomebodyActsFromAnothersPostByAnOrderAndOnlyThen(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	o := org.New()
	do := func(facts []org.Fact, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if o, err = o.ApplyAll(facts...); err != nil {
			t.Fatal(err)
		}
	}
	do(o.OpenUnit(org.Unit{ID: "u", Code: "H26", CodeSource: "example", Name: "U", Kind: org.City, From: day(1)}, day(1)))
	for _, p := range []org.PersonID{"a", "b", "c"} {
		do(o.AddPerson(org.Person{ID: p, Name: "N", Username: string(p)}, day(1)))
	}
	do(o.GivePost(org.Post{ID: "lead", Person: "a", Unit: "u", Role: org.Leader, From: day(2), To: day(20)}, day(1)))
	order := org.Acting{ID: "x1", Post: "lead", Person: "b", Document: "05/QĐ", From: day(5), To: day(10)}
	do(o.GiveActing(order, day(3)))
	before := o
	for d, want := range map[int]int{4: 0, 5: 1, 9: 1, 10: 0} {
		if by, held := len(o.ActingBy("b", day(d))), len(o.ActingFor("lead", day(d))); by != want || held != want {
			t.Errorf("on the %dth %d orders by person and %d by post, want %d", d, by, held, want)
		}
	}
	for want, change := range map[string]func(*org.Acting){
		"org.acting-self":     func(a *org.Acting) { a.Person = "a" },
		"org.acting-document": func(a *org.Acting) { a.Document = "" },
		"org.acting-early":    func(a *org.Acting) { a.From = day(1) },
		"org.acting-long":     func(a *org.Acting) { a.To = day(21) },
		"org.acting-twice":    func(a *org.Acting) { a.From, a.To = day(9), day(12) },
		"org.date-order":      func(a *org.Acting) { a.From, a.To = day(14), day(13) },
		"org.post-unknown":    func(a *org.Acting) { a.Post = "none" },
		"org.person-unknown":  func(a *org.Acting) { a.Person = "none" },
		"org.acting-there":    func(a *org.Acting) { a.ID = "x1" },
	} {
		a := org.Acting{ID: "x2", Post: "lead", Person: "c", Document: "06/QĐ", From: day(12), To: day(15)}
		change(&a)
		if _, err := o.GiveActing(a, day(3)); fault.As(err) == nil || fault.As(err).Key != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	open := org.Acting{ID: "x3", Post: "lead", Person: "c", Document: "06/QĐ", From: day(12)}
	if _, err := o.GiveActing(open, day(3)); fault.As(err) == nil || fault.As(err).Key != "org.acting-long" {
		t.Errorf("an order without end outlives the post: %v", err)
	}
	do(o.EndActing("x1", day(7), "3/QĐ", day(6)))
	if len(o.ActingBy("b", day(8))) != 0 || len(before.ActingBy("b", day(8))) != 1 {
		t.Error("ending an order has to end it, and to leave earlier organisations alone")
	}
	do(o.EndPost("lead", day(6), "4/QĐ", day(5)))
	if len(o.ActingBy("b", day(6))) != 0 {
		t.Error("an order outlived the post")
	}
}
