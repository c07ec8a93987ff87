package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/care"
	"motcua/office"
	"motcua/words/ledger"
)

// opCare is a search among the care desk's conversations while somebody types, and the lists of its console.
const opCare = "care"

// careEvery is how far apart the conversations of the bench began: a million of them fill three years.
const careEvery = 95 * time.Second

// What the conversations of the bench are made of.
var (
	careFamilies = strings.Fields("Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đoàn")
	careMiddles  = strings.Fields("Văn Văn Văn Thị Thị Thị Minh Quang Đức Ngọc Thu Thanh Hữu Xuân Bích Gia")
	careGivens   = strings.Fields("An Anh Bình Châu Cường Dung Dũng Giang Hà Hải Hạnh Hiếu Hoa Hòa Hùng Hương Khánh Lan Linh Long Mai Nam Nga Phúc Phương Quân Sơn Thảo Trang Tuấn Tùng Yến")
	careTags     = []string{"giấy-hẹn", "giấy-hẹn", "giấy-hẹn", "giấy-hẹn", "hồ-sơ", "hồ-sơ", "phí", "đất-đai", "hộ-tịch", "lỗi-hệ-thống", "khen", "hiếm"}
)

// A careCity makes the conversations of the bench, each from its number alone.
type careCity struct {
	b        *bench
	agent    office.Who
	subjects []string
	words    map[string]string // that were hashed already
	began    time.Time         // of the first
	many     int
}

// one is a conversation. The last of five hundred is open.
func (c *careCity) one(i int) *care.Contact {
	r := uint64(i+1) * 0x9E3779B97F4A7C15
	pick := func(all []string) string {
		r ^= r >> 29
		r *= 0xBF58476D1CE4E5B9
		return all[(r>>33)%uint64(len(all))]
	}
	began := c.began.Add(time.Duration(i) * careEvery)
	x := &care.Contact{
		ID: care.ID(fmt.Sprintf("bench-%07d", i)), Code: fmt.Sprintf("LH%02d-%06d", began.Year()%100, i%1_000_000), Channel: care.Channels[i%len(care.Channels)], Unit: c.agent.Unit, Began: began,
		Name: pick(careFamilies) + " " + pick(careMiddles) + " " + pick(careGivens), Subject: pick(c.subjects), Tags: []string{pick(careTags)}, Version: 1,
	}
	x.Handle = fmt.Sprintf("09%08d", r>>11%100_000_000)
	if x.State, x.Waits = care.Waiting, began; i < c.many-c.many/500 {
		x.State, x.Waits, x.Answered, x.Closed, x.Outcome = care.Closed, time.Time{}, began.Add(time.Minute), began.Add(time.Hour), "solved"
	}
	if i%3000 == 7 {
		x.Tags = []string{"hiếm"}
	}
	return x
}

// search puts the words together that the office hashes: those of names, subjects and tags come again and again.
func (c *careCity) search(x *care.Contact) string {
	parts := []string{c.b.house.office.ContactSearch(&care.Contact{Code: x.Code, Handle: x.Handle})}
	for _, s := range []string{x.Name, x.Subject, x.Tags[0]} {
		if c.words[s] == "" {
			c.words[s] = c.b.house.office.ContactSearch(&care.Contact{Subject: s})
		}
		parts = append(parts, c.words[s])
	}
	return strings.Join(parts, " ")
}

// fill writes the lines of conversations into the view, behind the office's back: by acts a million takes hours.
func (c *careCity) fill(ctx context.Context, out io.Writer) error {
	begin := time.Now()
	if err := c.b.house.db.FillContacts(ctx, c.many, func(i int) (store.ContactRow, store.ContactParts) {
		x := c.one(i)
		return store.ContactRow{
			ID: string(x.ID), Code: x.Code, Channel: string(x.Channel), State: string(x.State), Open: x.Closed.IsZero(), Unit: x.Unit, Outcome: x.Outcome, Began: x.Began, Waits: x.Waits,
			Answered: x.Answered, Closed: x.Closed, Search: c.search(x), Version: x.Version, Updated: x.Began,
		}, store.ContactParts{Reach: []string{x.Unit}, Tags: x.Tags}
	}); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "%d contacts in the view after %.0f s\n", c.many, time.Since(begin).Seconds())
	return err
}

// told gives the conversations that a list shows the events that it reads: the first word, an answer and the end.
func (c *careCity) told(ctx context.Context, ids []care.ID) error {
	return c.b.house.db.Write(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			var i int
			if _, err := fmt.Sscanf(string(id), "bench-%d", &i); err != nil {
				return err
			}
			x, stream := c.one(i), care.Stream(id)
			if evs, err := tx.Events(ctx, stream); err != nil || len(evs) > 0 {
				if err != nil {
					return err
				}
				continue
			}
			holder := map[string]any{"code": x.Code, "channel": x.Channel, "unit": x.Unit, "tags": x.Tags, "state": care.Waiting}
			private := map[string]any{"name": x.Name, "handle": x.Handle, "subject": x.Subject, "text": "Tôi hỏi về " + x.Subject}
			facts := []ledger.Fact{careFact(care.ActOpen, x.Began, holder, private)}
			if !x.Closed.IsZero() {
				facts = append(facts,
					careFact(care.ActSay, x.Answered, map[string]any{"state": care.Asked}, map[string]any{"text": "Hồ sơ của ông/bà đang được xử lý."}),
					careFact(care.ActClose, x.Closed, map[string]any{"state": care.Closed, "outcome": x.Outcome}, map[string]any{}))
			}
			if _, err := tx.Append(stream, 0, facts); err != nil {
				return err
			}
		}
		return nil
	})
}

func careFact(act care.Act, at time.Time, holder, private map[string]any) ledger.Fact {
	f := ledger.Fact{Kind: act.Kind(), Class: ledger.LateEntry, At: at.UTC().Truncate(time.Microsecond), Actor: "bench"}
	f.Holder, _ = json.Marshal(holder)   // strings and times alone
	f.Private, _ = json.Marshal(private) // likewise
	return f
}

// A careAsk is a group of searches that is measured together.
type careAsk struct {
	name  string
	lists []office.ContactFilter
}

// asks are what stands in the box after each letter of names, numbers and codes, and the lists of the console.
func (c *careCity) asks() []careAsk {
	name, phone, code := careAsk{name: opCare + "-search-name"}, careAsk{name: opCare + "-search-phone"}, careAsk{name: opCare + "-search-code"}
	typed := func(a *careAsk, least int, words string) {
		letters := []rune(words)
		for n := least; n <= len(letters); n++ {
			if letters[n-1] != ' ' {
				a.lists = append(a.lists, office.ContactFilter{Words: string(letters[:n])})
			}
		}
	}
	for k := range 6 {
		x := c.one(c.many * (k + 1) / 7)
		typed(&name, 2, vn.Fold(x.Name))
		typed(&phone, 4, x.Handle)
		typed(&code, 2, x.Code)
	}
	typed(&name, 2, "nguyen yen hiem") // frequent words that seldom meet
	tags := careAsk{name: opCare + "-search-tag"}
	for _, tag := range []string{"giấy-hẹn", "phí", "hiếm"} {
		for _, state := range []care.State{care.Closed, care.Waiting, ""} {
			tags.lists = append(tags.lists, office.ContactFilter{Tag: tag, State: state}, office.ContactFilter{Tag: tag, State: state, Words: "ng"})
		}
		tags.lists = append(tags.lists, office.ContactFilter{Tag: tag, Over: true})
	}
	over := careAsk{opCare + "-list", []office.ContactFilter{{}, {Over: true}, {State: care.Waiting}, {Mine: true}, {Late: true}, {Owed: true}}}
	return []careAsk{name, phone, code, tags, over}
}

// care measures searches among so many conversations, each with what the console shows of it: its events are read and folded, and
// the look is logged.
func (c *benchCmd) care(ctx context.Context, out io.Writer, b *bench) error {
	agent, err := b.careAgent()
	if err != nil {
		return err
	}
	city := &careCity{b: b, agent: agent, words: map[string]string{}, many: c.Contacts, began: time.Now().Add(-time.Duration(c.Contacts) * careEvery)}
	for i, p := range b.house.office.World().Procedures.Newest() {
		if i < 200 {
			city.subjects = append(city.subjects, strings.Join(vn.Words(p.Name)[:min(6, len(vn.Words(p.Name)))], " "))
		}
	}
	there, err := b.house.db.Read().CountContacts(ctx, store.ContactFilter{})
	if err != nil {
		return err
	}
	if there == 0 {
		if err := city.fill(ctx, out); err != nil {
			return err
		}
	} else { // an earlier bench left it: only the last begins differently
		last, err := b.house.db.Read().Contacts(ctx, store.ContactFilter{Limit: 1})
		if err != nil {
			return err
		}
		city.many, city.began = int(there), last[0].Began.Add(-time.Duration(there-1)*careEvery)
	}
	for _, a := range city.asks() {
		if err := city.measure(ctx, out, c, a); err != nil {
			return err
		}
	}
	return nil
}

func (c *careCity) measure(ctx context.Context, out io.Writer, cmd *benchCmd, a careAsk) error {
	o := c.b.house.office
	for _, f := range a.lists {
		ids, err := o.Read(ctx, c.agent).ContactIDs(f)
		if err != nil {
			return err
		}
		if err := c.told(ctx, ids); err != nil {
			return err
		}
	}
	if err := c.b.house.db.Counted(ctx); err != nil {
		return err
	}
	return cmd.measure(ctx, out, c.b, a.name, 1, 1, func(ctx context.Context, n int64) error {
		begin := time.Now()
		f := a.lists[n%int64(len(a.lists))]
		_, _, err := o.Read(ctx, c.agent).Contacts(f)
		if took := time.Since(begin); cmd.Slow > 0 && took > cmd.Slow {
			fmt.Fprintf(out, "%s %+v: %s\n", a.name, f, took)
		}
		return err
	})
}
