package office_test

import (
	"io"
	"reflect"
	"slices"
	"testing"
	"time"

	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// content are the types by which what people told the city reaches a door: a door reads through the Reader alone, so a method
// that gives one of them is where a line in the read log has to stand.
var content = []reflect.Type{
	reflect.TypeFor[dossier.Party](), reflect.TypeFor[*dossier.Dossier](), reflect.TypeFor[form.Values](), reflect.TypeFor[[]byte](), reflect.TypeFor[io.ReadSeekCloser](),
}

// gives says whether a type has one of content in it.
func gives(t reflect.Type, seen map[reflect.Type]bool) bool {
	if slices.Contains(content, t) {
		return true
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return gives(t.Elem(), seen)
	case reflect.Map:
		return gives(t.Elem(), seen) || gives(t.Key(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if gives(t.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
}

// unlogged are the methods that give such a type, or read one dossier, and write no line, each with the reason.
var unlogged = map[string]string{
	"Procedure": "law", "Procedures": "law", "Proposal": "law", "Proposals": "law", "ProposalText": "law", "ProposalProof": "law", "ProposalLife": "law",
	"Refreshing":   "the same reader, whose methods write their lines",
	"Mark":         "code, state and kinds of what happened",
	"OwnBar":       "times and units of one's own",
	"Looks":        "who looked at one's own, without contents",
	"Told":         "over which channel somebody was told",
	"Letters":      "names of letters; each letter is logged when it is opened",
	"Guidances":    "names of letters",
	"ApologyDraft": "it opens the dossier through Reader.Dossier", "Sitting": "it opens the dossier through Reader.Dossier", "ApologyFor": "the reader has the dossier open already",
	"Draft": "what the reader typed", "Drafts": "the same",
	"Drawn":       "the drawing of a process: law",
	"Duplicates":  "lines of a list, without names for those who may not read them",
	"Guidance":    "what the reader's own counter wrote for somebody who filed nothing; Reader.letter writes its line under the draft",
	"Prefill":     "through Reader.Held, whose lines stand in TestTheCityAsksForNothingThatItIssued and its like",
	"MandateFile": "of no dossier: it writes its line under the mandate",
	"DeskBallot":  "the procedure's name, and that there is an answer", "RatedCases": "lines without what was written",
	"RatedCase":      "of no dossier's contents: it writes its line under the dossier all the same, see TestABadRatingGoesToTheLeaderAndLateToTheSupervision",
	"HeldFile":       "of no dossier: it writes its line under the message",
	"ContactFile":    "of no dossier: it writes its line under the contact",
	"PetitionFileOf": "of no dossier: it writes its line under the petition", "PublicPicture": "published for everybody",
	"Blank":     "an empty form: law",
	"DraftFile": "a file that the reader put a moment ago, of no dossier yet",
}

// A readMethod is a method of the Reader that has to leave a line, and how it is called.
type readMethod struct {
	as   office.Who
	args []any
}

func TestWhateverShowsADossierLeavesALineInTheReadLogFirst(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	own, _ := c.twoDossiers()
	v := c.dossier(erasedID)
	leader, owner, clerk := c.officer(v.Competent, "leader"), c.owner(v), c.officer("chi-nhanh-7", "receiver")
	c.age(1, 0)
	calls := c.readCalls(own, leader, owner, clerk)
	kind := reflect.TypeFor[*office.Reader]()
	for i := range kind.NumMethod() {
		m := kind.Method(i)
		shows := false
		for k := range m.Type.NumOut() {
			shows = shows || gives(m.Type.Out(k), map[reflect.Type]bool{})
		}
		for k := 1; k < m.Type.NumIn(); k++ {
			in := m.Type.In(k)
			shows = shows || m.Type.NumOut() > 1 && (in == reflect.TypeFor[dossier.ID]() || in == reflect.TypeFor[[]dossier.ID]())
		}
		if !shows || unlogged[m.Name] != "" {
			continue
		}
		call, ok := calls[m.Name]
		if !ok {
			t.Errorf("Reader.%s shows what people told the city: call it here, or say above why it leaves no line", m.Name)
			continue
		}
		c.age(0, 1)
		before := c.lines(call.as)
		in := []reflect.Value{reflect.ValueOf(c.Read(c.ctx, call.as))}
		for _, a := range call.args {
			in = append(in, reflect.ValueOf(a))
		}
		out := m.Func.Call(in)
		if err, _ := out[len(out)-1].Interface().(error); err != nil {
			t.Errorf("Reader.%s: %v", m.Name, err)
			continue
		}
		if after := c.lines(call.as); after <= before {
			t.Errorf("Reader.%s left no line", m.Name)
		}
	}
}

// readCalls says how each method is called. The dossier is that of erasedName, handed over.
func (c *town) readCalls(own dossier.Attached, leader, owner, clerk office.Who) map[string]readMethod {
	c.t.Helper()
	letters, err := c.Read(c.ctx, leader).Letters(erasedID)
	if err != nil || len(letters) == 0 {
		c.t.Fatalf("%d letters, %v", len(letters), err)
	}
	asked, err := c.AskData(c.ctx, owner, office.Command{}, "correct", erasedID, "Ngày sinh ghi sai trong hồ sơ")
	if err != nil {
		c.t.Fatal(err)
	}
	return map[string]readMethod{
		"Dossier":     {leader, []any{erasedID, "read.desk"}},
		"ToErase":     {leader, []any{erasedID}},
		"File":        {leader, []any{erasedID, own.Hash}},
		"Slip":        {owner, []any{erasedID}},
		"CheckCode":   {clerk, []any{erasedID}},
		"Slips":       {clerk, []any{[]dossier.ID{erasedID}}},
		"Letter":      {leader, []any{erasedID, letters[0].Kind, letters[0].Version}},
		"Batch":       {clerk, []any{letters[0].Kind, []dossier.ID{erasedID}}},
		"FindPeople":  {clerk, []any{erasedNumber}},
		"DataRequest": {leader, []any{asked}},
		"OwnData":     {owner, nil},
		"Register":    {c.officer("chi-nhanh-7", "branch-head"), []any{"chi-nhanh-7", c.clock().Year()}},
	}
}

// lines counts what the logs have of somebody: of the readings and of the exports.
func (c *town) lines(who office.Who) int {
	c.t.Helper()
	reads, err := c.Store().Read().ReadsBy(c.ctx, who.Account, 10_000)
	if err != nil {
		c.t.Fatal(err)
	}
	exports, err := c.Store().Read().Exports(c.ctx, "", time.Time{}, 10_000)
	if err != nil {
		c.t.Fatal(err)
	}
	n := len(reads)
	for _, x := range exports {
		if x.Account == who.Account {
			n++
		}
	}
	return n
}
