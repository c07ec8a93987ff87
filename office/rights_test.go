package office_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"motcua/office"
)

// openTo are the reads and acts that judge no right, each with the reason. What is not here has to ask law/access, or to read
// under the reader's scope, on its way.
var openTo = map[string]string{
	"Reader.Procedures":       "the catalogue and the city's desks are public",
	"Reader.Procedure":        "the catalogue and the city's desks are public",
	"Reader.CaseOffer":        "the catalogue and the city's desks are public",
	"Reader.Communes":         "the catalogue and the city's desks are public",
	"Reader.CommuneGroups":    "the catalogue and the city's desks are public",
	"Reader.CommuneList":      "the catalogue and the city's desks are public",
	"Reader.Desks":            "the catalogue and the city's desks are public",
	"Reader.DesksOf":          "the catalogue and the city's desks are public",
	"Reader.Blank":            "the forms of the catalogue's papers are public, and no other file bears their mark",
	"Office.KeepsBlank":       "says of a public record whether its form is kept here",
	"Reader.Home":             "the city's figures stand on its front page",
	"Reader.ChatThere":        "the contact page says to everybody whether somebody is there, and not who",
	"Office.TooLarge":         "counts a message that was refused by its size before anybody could be known by it",
	"Reader.Unheard":          "of a petition that the reader has, by which of its lines the city sends",
	"Reader.CitySatisfaction": "the city's figures are public, in groups that show nobody",
	"Reader.Lookup":           "the state of a dossier is public to whoever has its code",
	"Reader.History":          "the code and the ten characters of form 01 are the right",
	"Reader.Invitation":       "the link of the invitation, or the account that was drawn, is the right",
	"Office.Respond":          "the link of the invitation, or the account that was drawn, is the right",
	"Office.PetitionFaults":   "says what a form lacks, of what is in the form alone",
	"Office.CheckWays":        "which channels leave the house stands on a public page",
	"Reader.FollowPetition":   "the code and the check code, or the account that sent it, are the right",
	"Reader.OwnContact":       "the account that the contact is with, or its check code, is the right",
	"Office.ContactSearch":    "hashes what the caller has",
	"Reader.Heard":            "the account that the contact is with, or its check code, is the right",
	"Reader.FindOwnContact":   "the account that the contact is with, or its check code, is the right",
	"Reader.Preview":          "judges what was typed by the law, and reads nothing of anybody",
	"Reader.SitsHere":         "of a dossier that was read before",
	"Reader.ApologyFor":       "of a dossier that was read before",
	"Reader.PersonName":       "officers are named in public office; no caller has an identity that was not shown",
	"Reader.LogExport":        "writes down what the reader got",
	"Reader.ForExport":        "takes away from what the reader got",
	"Reader.WorkForExport":    "takes away from what the reader got",
	"Reader.Left":             "tells nothing but the time and the reader's own post",
	"Reader.Refreshing":       "is the same reader",
	"Reader.Now":              "tells nothing but the time and the reader's own post",
	"Reader.Unit":             "tells nothing but the time and the reader's own post",
	"Office.Factors":          "the session's own token is the right",
	"Office.BeginCode":        "the session's own token is the right",
	"Office.PendingCode":      "the session's own token is the right",
	"Office.AddCode":          "the session's own token is the right",
	"Office.BeginKey":         "the session's own token is the right",
	"Office.AddKey":           "the session's own token is the right",
	"Office.NewRecoveries":    "the session's own token is the right",
	"Office.DropFactor":       "the session's own token is the right",
	"Office.ProveCode":        "the session's own token is the right",
	"Office.AskSignInKey":     "the session's own token is the right",
	"Office.ProveKey":         "the session's own token is the right",
	"Office.ChangePassword":   "the session's own token is the right",
	"Office.Session":          "the session's own token is the right",
	"Office.Sessions":         "the session's own token is the right",
	"Office.EndSession":       "the session's own token is the right",
	"Office.Pending":          "the session's own token is the right",
	"Office.SignOut":          "the session's own token is the right",
	"Office.ChoosePost":       "the session's own token is the right",
	"Office.SignIn":           "a password or a code of recovery is the right",
	"Office.UseRecovery":      "a password or a code of recovery is the right",
	"Office.BeginTrip":        "the provider's signed answer is the right",
	"Office.FinishTrip":       "the provider's signed answer is the right",
	"Office.SystemOf":         "the system's token is the right",
	"Office.Confirmed":        "asks for a proof by the actor's own factors",
	"Office.AskKey":           "asks for a proof by the actor's own factors",
	"Office.Check":            "called by the house itself: no door reaches it",
	"Office.ListErasures":     "called by the command line at the machine: no door reaches it",
	"Office.ReplayErasures":   "called by the command line at the machine: no door reaches it",
	"Office.Hub":              "how the house is built; whoever is woken reads through a reader",
	"Office.Relay":            "called by the house itself: no door reaches it",
	"Office.Follow":           "called by the house itself: no door reaches it",
	"Office.PlayedBallot":     "gives a link in a demonstration alone, where played people answer by it",
	"Office.Elapse":           "time does it, by timers of the dossier itself; the demonstration plays the time",
	"Office.Keep":             "called by the house itself: no door reaches it",
	"Office.WriteCounts":      "called by the house itself: no door reaches it",
	"Office.WaitCalls":        "called by the house itself: no door reaches it",
	"Office.Refresh":          "called by the house itself: no door reaches it",
	"Office.Store":            "how the house is built; a door shows of it what its own judge lets through",
	"Office.World":            "how the house is built; a door shows of it what its own judge lets through",
	"Office.Now":              "how the house is built; a door shows of it what its own judge lets through",
	"Office.Demo":             "how the house is built; a door shows of it what its own judge lets through",
	"Office.Base":             "how the house is built; a door shows of it what its own judge lets through",
	"Office.NewID":            "how the house is built; a door shows of it what its own judge lets through",
	"Office.Officer":          "how the house is built; a door shows of it what its own judge lets through",
	"Office.ProvesPhones":     "how the house is built; a door shows of it what its own judge lets through",
	"Office.Channels":         "how the house is built; a door shows of it what its own judge lets through",
	"Office.Forms":            "how the house is built; a door shows of it what its own judge lets through",
	"Office.Providers":        "how the house is built; a door shows of it what its own judge lets through",
	"Office.NeedsFactor":      "how the house is built; a door shows of it what its own judge lets through",
	"Office.Health":           "counts without a person; the door has a token of its own for them",
	"Office.ActsDone":         "counts without a person; the door has a token of its own for them",
	"Office.PersonKey":        "a keyed hash of what the caller has",
	"Office.AccountKey":       "a keyed hash of what the caller has",
}

// A caller is a function of the room: what it calls there, and whether it judges by itself.
type caller struct {
	calls  []string // "Reader.Dossier", "byName"
	judges bool
}

// callers reads the room's source. Receivers and parameters name their types, so that a call says whose method it is.
func callers(t *testing.T) map[string]caller {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]caller{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				key, c := read(fn)
				out[key] = c
			}
		}
	}
	return out
}

// read reads one function.
func read(fn *ast.FuncDecl) (key string, c caller) {
	kinds := map[string]string{}
	params := slices.Clone(fn.Type.Params.List)
	if key = fn.Name.Name; fn.Recv != nil {
		key = typeOf(fn.Recv.List[0].Type) + "." + key
		params = append(params, fn.Recv.List[0])
	}
	for _, p := range params {
		for _, n := range p.Names {
			kinds[n.Name] = typeOf(p.Type)
		}
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.AssignStmt: // rd := o.Read(…)
			for i, l := range x.Lhs {
				if id, ok := l.(*ast.Ident); ok && i < len(x.Rhs) {
					if k := kindOf(x.Rhs[i], kinds); k != "" {
						kinds[id.Name] = k
					}
				}
			}
		case *ast.SelectorExpr:
			from := kindOf(x.X, kinds)
			switch {
			case from == "access" && slices.Contains([]string{"May", "Judge"}, x.Sel.Name), from == "Reader" && x.Sel.Name == "scope":
				c.judges = true
			case from != "":
				c.calls = append(c.calls, from+"."+x.Sel.Name)
			}
		case *ast.CallExpr:
			if id, ok := x.Fun.(*ast.Ident); ok {
				c.calls = append(c.calls, id.Name)
			}
		}
		return true
	})
	return key, c
}

// kindOf says of what type of the room an expression is, "access" for that package, "" for all else.
func kindOf(e ast.Expr, kinds map[string]string) string {
	switch x := e.(type) {
	case *ast.Ident:
		if x.Name == "access" {
			return "access"
		}
		return kinds[x.Name]
	case *ast.SelectorExpr:
		if from := kindOf(x.X, kinds); from == "Reader" && x.Sel.Name == "o" {
			return "Office"
		}
	case *ast.CallExpr:
		if s, ok := x.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Read" && kindOf(s.X, kinds) == "Office" {
			return "Reader"
		}
	case *ast.UnaryExpr:
		return kindOf(x.X, kinds)
	case *ast.CompositeLit:
		return typeOf(x.Type)
	}
	return ""
}

// typeOf names a type of the room.
func typeOf(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return typeOf(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

func TestEveryReadAndEveryActJudgesARight(t *testing.T) {
	t.Parallel()
	all := callers(t)
	var judged func(key string, seen map[string]bool) bool
	judged = func(key string, seen map[string]bool) bool {
		if seen[key] {
			return false
		}
		seen[key] = true
		c := all[key]
		return c.judges || slices.ContainsFunc(c.calls, func(k string) bool { return judged(k, seen) })
	}
	found := 0
	for _, room := range []reflect.Type{reflect.TypeFor[*office.Reader](), reflect.TypeFor[*office.Office]()} {
		for m := range room.Methods() {
			key := room.Elem().Name() + "." + m.Name
			if _, ok := all[key]; !ok {
				t.Fatalf("%s was not found in the source", key)
			}
			found++
			ok, reason := judged(key, map[string]bool{}), openTo[key]
			switch {
			case !ok && reason == "":
				t.Errorf("%s judges no right, and nothing says why it need not", key)
			case ok && reason != "":
				t.Errorf("%s judges a right, and is listed as open: %s", key, reason)
			}
		}
	}
	if found < 150 {
		t.Errorf("only %d reads and acts were found", found)
	}
	for _, key := range slices.Sorted(maps.Keys(openTo)) {
		if _, ok := all[key]; !ok {
			t.Errorf("%s is listed and not there", key)
		}
	}
}
