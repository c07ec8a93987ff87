package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/office"
)

// A query is something that people ask the care desk, with the answer and what is said after it.
type query struct {
	Tag, Subject, Text, Answer, More, Again string
	Wish                                    bool // something is to change: it becomes a petition
}

// perContact is how many dossiers there are to one conversation with the care desk.
const perContact = 24

var contactChannels = []weighted[care.Channel]{
	{care.Telephone, 40}, {care.Chat, 18}, {care.Email, 13}, {care.Form, 12}, {care.Messenger, 8}, {care.Desk, 6}, {care.CallBack, 3},
}

// taken is after how many working minutes an agent takes one up, most of the time: whoever chats sits before the screen, whoever mails
// does not.
var taken = map[care.Channel]float64{care.Chat: 3, care.Messenger: 6, care.Form: 25, care.Email: 45, care.CallBack: 25}

// A talk is one conversation on its way.
type talk struct {
	y       *Year
	r       *rand.Rand
	n       int
	said    query
	channel care.Channel
	person  dossier.Party
	ticket  office.ContactTicket
	agent   office.Who
	desk    func() (office.Who, bool)
}

// contacts puts conversations into the queue, on the year's days.
func (y *Year) contacts(days []day) {
	if y.plan.Change != nil { // the night has enough to show
		return
	}
	last := len(days) - 1
	weights := make([]float64, last)
	for i, d := range days[:last] {
		weights[i] = d.counter + d.online
	}
	for n := range y.plan.Dossiers / perContact {
		r := chance(y.plan.Seed, 15, n)
		c := &talk{y: y, r: r, n: n, said: one(r, voices.Asked), channel: pick(r, contactChannels)}
		d := days[draw(r, weights)].date
		if n%9 == 0 { // some are new when the year ends
			d = days[last-1-n/9%2].date
		}
		c.person = person(r, pick(r, y.cases.communes), d.At(8, 0))
		p := &plea{y: y, r: r}
		c.desk = p.agent
		at := d.At(7, 0).Add(time.Duration(r.IntN(14*3600)) * time.Second)
		manned := c.channel == care.Telephone || c.channel == care.Desk || c.channel == care.Chat // while somebody is there to answer
		if manned || r.IntN(100) < 70 {                                                           // most others write in the daytime too
			at = y.receiving(r, at)
		}
		y.queue.add(at, c.open)
	}
}

func (c *talk) command(what string) office.Command {
	return office.Command{Client: "demo", Key: fmt.Sprintf("contact/%d/%s", c.n, what)}
}

// next does something so many working minutes later.
func (c *talk) next(minutes float64, do func(context.Context) error) {
	c.y.queue.add(c.y.later(c.r, minutes*(0.5+c.r.Float64())), do)
}

// act does an act on it.
func (c *talk) act(ctx context.Context, who office.Who, a care.Act, in care.Input) error {
	on := office.OnContact{ID: c.ticket.ID}
	if who.Kind == access.Anyone {
		on.Check = c.ticket.Check
	}
	return c.y.office.Contact(ctx, who, c.command(fmt.Sprint(a, c.y.clock.Now().Unix())), on, a, in)
}

// open is its first word: of the citizen, of a system that brings it, or of the agent who is called.
func (c *talk) open(ctx context.Context) error {
	in := care.Input{Channel: c.channel, Name: c.person.Name, Handle: c.person.Phone, Subject: c.said.Subject, Text: c.said.Text}
	who := anyone
	switch c.channel {
	case care.Telephone, care.Desk:
		agent, ok := c.desk()
		if !ok {
			return nil
		}
		c.agent, who, in.Tags = agent, agent, []string{c.said.Tag}
	case care.Email, care.Messenger:
		who = office.Who{Kind: access.System, Account: "demo"}
		in.System, in.External = "demo-"+string(c.channel), fmt.Sprintf("%d.%d@vi-du.vn", c.y.plan.Seed, c.n)
		if c.channel == care.Email {
			in.Handle = fmt.Sprintf("nguoi-dan-%d@vi-du.vn", c.n)
		}
	}
	var err error
	if c.ticket, err = c.y.office.OpenContact(ctx, who, c.command("open"), in); err != nil {
		return c.y.took(err)
	}
	switch c.channel {
	case care.Telephone:
		if err := c.act(ctx, c.agent, care.ActCall, care.Input{}); err != nil {
			return c.y.took(err)
		}
		c.y.queue.add(c.y.clock.Now().Add(time.Duration(70+c.r.IntN(500))*time.Second), c.hangUp)
	case care.Desk:
		c.next(6, c.say)
	default:
		wait := taken[c.channel]
		if c.r.IntN(100) < 12 { // the desk is busy
			wait *= 8
		}
		c.next(wait, c.take)
	}
	return nil
}

// hangUp ends the call, with an answer, a promise to call back, or a way to the unit that knows.
func (c *talk) hangUp(ctx context.Context) error {
	if err := c.act(ctx, c.agent, care.ActHangUp, care.Input{Outcome: care.Reached}); err != nil {
		return c.y.took(err)
	}
	switch n := c.r.IntN(100); {
	case n < 22:
		due := c.y.later(c.r, 240)
		if open, next := c.y.office.World().ChatOpen(due); !open && !next.IsZero() { // a day that is worked to make up for another has no hours of its own
			due = next.Add(time.Duration(1+c.r.IntN(50)) * time.Minute)
		}
		if err := c.act(ctx, c.agent, care.ActPromise, care.Input{Due: due, Text: voices.Promised}); err != nil {
			return c.y.took(err)
		}
		at := due.Add(-time.Duration(c.r.IntN(20)) * time.Minute)
		if c.r.IntN(100) < 18 {
			at = due.Add(time.Duration(30+c.r.IntN(60)) * time.Minute) // it was forgotten, and then late
		}
		c.y.queue.add(at, c.callBack)
	case n < 34:
		return c.handOver(ctx)
	default:
		return c.say(ctx)
	}
	return nil
}

// callBack keeps a promise; sometimes nobody answers at first.
func (c *talk) callBack(ctx context.Context) error {
	if err := c.act(ctx, c.agent, care.ActCall, care.Input{}); err != nil {
		return c.y.took(err)
	}
	c.y.queue.add(c.y.clock.Now().Add(time.Duration(40+c.r.IntN(300))*time.Second), c.calledBack)
	return nil
}

// calledBack is the end of a call that was promised.
func (c *talk) calledBack(ctx context.Context) error {
	met := c.r.IntN(100) >= 20
	outcome := care.NoAnswer
	if met {
		outcome = care.Reached
	}
	if err := c.act(ctx, c.agent, care.ActHangUp, care.Input{Outcome: outcome}); err != nil {
		return c.y.took(err)
	}
	if !met {
		due := c.y.later(c.r, 200)
		if err := c.act(ctx, c.agent, care.ActKeep, care.Input{Outcome: care.Tried, Due: due}); err != nil {
			return c.y.took(err)
		}
		c.y.queue.add(due.Add(-time.Duration(c.r.IntN(20))*time.Minute), c.callBack)
		return nil
	}
	if err := c.act(ctx, c.agent, care.ActKeep, care.Input{Outcome: care.Kept, Text: c.said.Answer}); err != nil {
		return c.y.took(err)
	}
	return c.close(ctx)
}

// take is an agent taking it up.
func (c *talk) take(ctx context.Context) error {
	who, ok := c.desk()
	if !ok {
		return nil
	}
	c.agent = who
	for _, s := range []struct {
		act care.Act
		in  care.Input
	}{{care.ActTake, care.Input{}}, {care.ActTag, care.Input{Tags: []string{c.said.Tag}}}} {
		if err := c.act(ctx, who, s.act, s.in); err != nil {
			return c.y.took(err)
		}
	}
	if c.r.IntN(100) < 14 {
		return c.handOver(ctx)
	}
	wait := 6.0
	if c.channel == care.Chat {
		wait = 2
	}
	c.next(wait, c.say)
	return nil
}

// say answers; many ask once more.
func (c *talk) say(ctx context.Context) error {
	if err := c.act(ctx, c.agent, care.ActSay, care.Input{Text: c.said.Answer}); err != nil {
		return c.y.took(err)
	}
	if c.said.More == "" || c.channel == care.Telephone || c.channel == care.Desk || c.r.IntN(100) < 45 {
		c.next(c.quiet(), c.close)
		return nil
	}
	c.next(9, func(ctx context.Context) error {
		who := anyone
		in := care.Input{Text: c.said.More}
		if c.channel == care.Email || c.channel == care.Messenger {
			who = office.Who{Kind: access.System, Account: "demo"}
			in.System, in.External = "demo-"+string(c.channel), fmt.Sprintf("%d.%d.2@vi-du.vn", c.y.plan.Seed, c.n)
		}
		if err := c.act(ctx, who, care.ActHear, in); err != nil {
			return c.y.took(err)
		}
		c.next(8, func(ctx context.Context) error {
			if err := c.act(ctx, c.agent, care.ActSay, care.Input{Text: c.said.Again}); err != nil {
				return c.y.took(err)
			}
			c.next(c.quiet(), c.close)
			return nil
		})
		return nil
	})
	return nil
}

// quiet is after how many working minutes without another word one that was answered is closed: whoever writes letters may come back
// the next day.
func (c *talk) quiet() float64 {
	switch c.channel {
	case care.Email, care.Form, care.Messenger:
		return 600
	}
	return 4
}

// handOver gives it to a reception point that knows, which answers.
func (c *talk) handOver(ctx context.Context) error {
	to := one(c.r, c.y.cases.desks)
	who, ok := c.y.holder(c.r, to, "receiver")
	if !ok {
		return c.say(ctx)
	}
	if err := c.act(ctx, c.agent, care.ActHandOver, care.Input{To: to, Reason: voices.Handed}); err != nil {
		return c.y.took(err)
	}
	wait := 120.0
	if c.r.IntN(100) < 15 {
		wait = 700
	}
	c.next(wait, func(ctx context.Context) error {
		if c.agent = who; !slices.Contains(care.Mouth, c.channel) {
			return c.answer(ctx)
		}
		if err := c.act(ctx, who, care.ActCall, care.Input{}); err != nil {
			return c.y.took(err)
		}
		c.y.queue.add(c.y.clock.Now().Add(time.Duration(60+c.r.IntN(200))*time.Second), func(ctx context.Context) error {
			if err := c.act(ctx, who, care.ActHangUp, care.Input{Outcome: care.Reached}); err != nil {
				return c.y.took(err)
			}
			return c.answer(ctx)
		})
		return nil
	})
	return nil
}

// answer is the word of the unit that it was handed to.
func (c *talk) answer(ctx context.Context) error {
	if err := c.act(ctx, c.agent, care.ActSay, care.Input{Text: c.said.Answer}); err != nil {
		return c.y.took(err)
	}
	c.next(20, c.close)
	return nil
}

// close ends it. What somebody wants to have changed becomes a petition, as they said it.
func (c *talk) close(ctx context.Context) error {
	in := care.Input{Outcome: "solved"}
	switch {
	case c.said.Wish:
		who, ok := c.desk()
		if !ok {
			return nil
		}
		t, err := c.y.office.SendPetition(ctx, who, c.command("petition"), petition.Input{
			Channel: petition.Telephone, Title: c.said.Subject, Text: c.said.Text, Person: petition.Person{Name: c.person.Name, Phone: c.person.Phone, Address: c.person.Address.Text},
		})
		if err != nil {
			return c.y.took(err)
		}
		if err := c.act(ctx, who, care.ActLink, care.Input{Petition: t.Code}); err != nil {
			return c.y.took(err)
		}
		c.agent, in.Outcome = who, "petition"
	case c.r.IntN(3) == 0:
		in.Outcome = "informed"
	}
	return c.y.took(c.act(ctx, c.agent, care.ActClose, in))
}
