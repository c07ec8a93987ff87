package office

import (
	"cmp"
	"context"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/petition"
	"motcua/law/privacy"
)

// A CounterRequest is what somebody without an account asks about their data at a counter, where they show who they are.
type CounterRequest struct {
	Kind   privacy.Kind
	Code   string // of the dossier, petition or conversation, "" for all of their data
	Name   string
	Number string
	Words  string
	Seen   bool // the clerk saw the identity paper

	Phone   string // by which alone a conversation knows the person; "" where it knows their number
	PhoneOn bool   // the clerk called it, and it rang in their hands
}

// TakeRequest enters a request at the clerk's counter. The event says who took it and where; limit and answer are the same as for
// a request by account, and whoever has an account with this number finds it there.
func (o *Office) TakeRequest(ctx context.Context, who Who, cmd Command, c CounterRequest) (id string, due time.Time, err error) {
	if err := access.May(who, "take-request", access.Object{Unit: who.Unit, Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return "", time.Time{}, err
	}
	c.Name, c.Code = vn.Tidy(c.Name), strings.ToUpper(strings.TrimSpace(c.Code))
	var bad []error
	if c.Name == "" {
		bad = append(bad, fault.New(fault.Invalid, "request.taken-name").At("name"))
	}
	p, wrong := vn.ParsePersonalID(c.Number)
	if wrong != nil {
		bad = append(bad, fault.New(fault.Invalid, "request.taken-number").At("number"))
	}
	if !c.Seen {
		bad = append(bad, fault.New(fault.Invalid, "request.taken-seen").At("seen"))
	}
	q := privacy.Request{Kind: c.Kind, Name: c.Name, Number: p.Number, Words: c.Words, Phone: digitsOf(c.Phone), Taker: who.Actor(), Counter: who.Unit}
	if q.Phone != "" && !c.PhoneOn {
		bad = append(bad, fault.New(fault.Invalid, "request.taken-phone").At("phone-on"))
	}
	if q.Kind == privacy.Copy {
		q.Kind = "" // choice: a copy has everything about somebody: it is given behind their own sign-in alone
	}
	if c.Code != "" && wrong == nil {
		if q.Dossier, err = o.matterNaming(ctx, c.Code, &q); err != nil {
			bad = append(bad, err)
			q.Dossier = c.Code // what is wrong with it is said already
		}
	}
	_, err = privacy.Ask(q, o.Now())
	if err := fault.Together(append(bad, err)...); err != nil {
		return "", time.Time{}, err
	}
	hash, err := requestHash("take-request", c)
	if err != nil {
		return "", time.Time{}, err
	}
	id, err = o.enterRequest(ctx, who, cmd, hash, q, func(_ *World, m *askedMatter, _ time.Time) bool {
		return m.asks(o, &q)
	})
	if err != nil {
		return "", time.Time{}, err
	}
	row, _, err := o.db.Read().Request(ctx, id)
	return id, row.Due, err
}

// matterNaming finds a dossier, petition or conversation by its code that has data of a person. Whether the code is nobody's or another's
// is not told.
func (o *Office) matterNaming(ctx context.Context, code string, q *privacy.Request) (string, error) {
	no, r := fault.New(fault.Invalid, "request.taken-dossier").At("dossier"), o.db.Read()
	about, ok, err := r.ByCode(ctx, code)
	if err == nil && !ok {
		var row store.PetitionRow
		row, ok, err = r.PetitionByCode(ctx, code)
		about = string(petition.Stream(petition.ID(row.ID)))
	}
	if err == nil && !ok {
		var row store.ContactRow
		row, ok, err = r.ContactByCode(ctx, code)
		about = string(care.Stream(care.ID(row.ID)))
	}
	if err != nil || !ok {
		return "", cmp.Or(err, error(no))
	}
	m, err := o.askedMatter(ctx, r, about)
	if err != nil {
		return "", err
	}
	if !m.asks(o, q) {
		return "", no
	}
	return about, nil
}

// MayTakeRequests says whether the reader's counter takes requests of people about their data.
func (r *Reader) MayTakeRequests() error {
	return access.May(r.who, "take-request", access.Object{Unit: r.who.Unit, Org: r.w.Org, At: r.now})
}
