package web

import (
	"strings"
	"testing"
	"time"

	"motcua/law/dossier"
	"motcua/office"
)

func TestTheOwnerReadsThatTheTimeOfReceptionIsOver(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	v := c.voice()
	for name, x := range map[string]struct {
		by   time.Time
		late bool
	}{"to come": {c.clock().Add(time.Minute), false}, "over": {c.clock().Add(-time.Minute), true}} {
		d, p := &office.DossierView{Dossier: &dossier.Dossier{State: dossier.Filed, AckBy: x.by}, ReceptionN: office.UnitName{Name: "Chi nhánh số 7"}}, &ownDossierPage{}
		c.site.ownTime(p, v, d)
		c.site.ownWay(p, v, d)
		row, err := c.site.mineRow(nil, v, &office.Row{State: dossier.Filed, AckBy: x.by})
		if err != nil {
			t.Fatal(err)
		}
		for what, words := range map[string]string{"date": p.Due, "what to do": p.Todo.Words, "list": row.When} {
			if strings.Contains(strings.ToLower(words), "quá giờ") != x.late {
				t.Errorf("%s, the %s says %q", name, what, words)
			}
		}
	}
}
