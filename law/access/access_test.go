package access_test

import (
	"testing"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
)

func officer(unit, role string, below ...string) access.Who {
	return access.Who{Kind: access.Officer, Person: "p1", Unit: unit, Role: role, Units: append([]string{unit}, below...)}
}

func received() *dossier.Dossier {
	d := &dossier.Dossier{ID: "X", State: dossier.Processing, Rulebook: "2025-07-01", Reception: "b7", Competent: "sxd"}
	d.Tasks = []dossier.Task{{Opened: dossier.Opened{Token: 1, Work: procedure.Examine, Unit: "sxd", Role: "specialist"}}}
	return d
}

func TestRightsFollowTheTable(t *testing.T) {
	t.Parallel()
	d := received()
	task := &d.Tasks[0]
	filed := &dossier.Dossier{State: dossier.Filed, Rulebook: "2025-07-01", Reception: "b7"}
	done := &dossier.Dossier{State: dossier.Completed, Rulebook: "2025-07-01", Reception: "b7"}
	anyone := access.Who{Kind: access.Anyone}
	citizen := access.Who{Kind: access.Citizen, Key: "k1"}
	for _, c := range []struct {
		name string
		who  access.Who
		act  string
		obj  access.Object
		may  bool
	}{
		{"a clerk receives for any agency", officer("b7", "receiver"), "receive", access.Object{}, true},
		{"a specialist does not receive", officer("sxd", "specialist"), "receive", access.Object{}, false},
		{"another branch does not take a filing that went elsewhere", officer("b1", "receiver"), "receive", access.Object{Dossier: filed}, false},
		{"the addressed branch does", officer("b7", "receiver"), "receive", access.Object{Dossier: filed}, true},
		{"the task's role in the task's unit finishes", officer("sxd", "specialist"), "finish", access.Object{Dossier: d, Task: task}, true},
		{"the same role elsewhere does not", officer("syt", "specialist"), "finish", access.Object{Dossier: d, Task: task}, false},
		{"a leader assigns, does not examine", officer("sxd", "leader"), "finish", access.Object{Dossier: d, Task: task}, false},
		{"a leader assigns", officer("sxd", "leader"), "assign", access.Object{Dossier: d, Task: task}, true},
		{"a leader above assigns below", officer("city", "leader", "sxd"), "assign", access.Object{Dossier: d, Task: task}, true},
		{"the receiving desk hands over", officer("b7", "receiver"), "hand-over", access.Object{Dossier: done}, true},
		{"another desk does not", officer("b1", "receiver"), "hand-over", access.Object{Dossier: done}, false},
		{"a citizen files", citizen, "file", access.Object{}, true},
		{"nobody without a name files", anyone, "file", access.Object{}, false},
		{"a citizen does not receive", citizen, "receive", access.Object{}, false},
		{"own dossier", citizen, "read", access.Object{Dossier: d, Keys: []string{"k1"}}, true},
		{"not a stranger's", citizen, "read", access.Object{Dossier: d, Keys: []string{"k2"}}, false},
		{"no key is no owner", access.Who{Kind: access.Citizen}, "read", access.Object{Dossier: d, Keys: []string{""}}, false},
		{"the competent agency reads", officer("sxd", "specialist"), "read", access.Object{Dossier: d}, true},
		{"a unit that has nothing to do with it does not", officer("syt", "specialist"), "read", access.Object{Dossier: d}, false},
		{"a technical administrator reads no contents", officer("b7", "administrator"), "read", access.Object{Dossier: d}, false},
		{"but administers", officer("ttc", "administrator"), "administer", access.Object{}, true},
		{"a controller publishes", officer("ttc", "controller"), "publish", access.Object{}, true},
		{"a clerk does not", officer("b7", "receiver"), "publish", access.Object{}, false},
		{"only the portal delivers", officer("b7", "receiver"), "deliver", access.Object{}, false},
		{"an act that nobody knows", officer("b7", "receiver"), "destroy", access.Object{Dossier: d}, false},
	} {
		err := access.May(c.who, c.act, c.obj)
		if (err == nil) != c.may {
			t.Errorf("%s: got %v", c.name, err)
		}
		if err != nil && !fault.Is(err, fault.Refused) && !fault.Is(err, fault.Missing) {
			t.Errorf("%s: %v is neither refused nor missing", c.name, err)
		}
	}
}

func TestScopesListNothingByDefault(t *testing.T) {
	t.Parallel()
	if s := access.ScopeOf(access.Who{Kind: access.Anyone}); s.All || len(s.Units) > 0 || s.Person != "" {
		t.Errorf("anyone lists %+v", s)
	}
	if s := access.ScopeOf(officer("ttc", "administrator")); s.All || len(s.Units) > 0 {
		t.Errorf("an administrator lists %+v", s)
	}
	if s := access.ScopeOf(officer("b7", "receiver")); s.All || len(s.Units) != 1 {
		t.Errorf("a clerk lists %+v", s)
	}
}
