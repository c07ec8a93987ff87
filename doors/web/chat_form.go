package web

import (
	"cmp"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/care"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/form"
)

// contactFormPage is where people write to the care desk (liên hệ): in the chat while somebody answers there, else as a message that is
// answered later. It works without script, and the message is always offered.
type contactFormPage struct {
	Base
	*Form
	Key   string
	Kept  []keptFile
	Open  bool
	There bool   // somebody is at the desk
	Next  string // when the chat opens next
	Phone string
	Known []Link // conversations that this browser knows
}

// Template names the page's template.
func (*contactFormPage) Template() string { return "public/contact" }

func (s *Site) contactForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.contactFormPage(r, nil, nil)
	if err == nil {
		p.Known, err = s.knownChats(r)
	}
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) contactFormPage(r *http.Request, failed error, kept []care.File) (*contactFormPage, error) {
	v := s.voice(r)
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	p := &contactFormPage{
		Base: Base{TitleKey: "chat.title", Nav: "contact", Crumbs: []Crumb{{v.T("nav.home"), "/"}}}, Form: s.form(r, failed), Key: key,
		Phone: settingText(s.o.Office.World(), "notice.phone"),
	}
	for _, f := range kept {
		p.Kept = append(p.Kept, keptFile{f.Hash, f.Name})
	}
	open, next := s.o.Office.World().ChatOpen(s.o.Office.Now())
	if p.Open = open; !next.IsZero() {
		p.Next = v.DateTime(next)
	}
	name, now := "", string(care.Form)
	if x := seen(r).visitor.Session; x != nil && x.Who.Number != "" {
		name = seen(r).visitor.Name
	}
	if open {
		if p.There = s.present(r); p.There {
			now = string(care.Chat)
		}
		p.Add(Field{Name: "how", Kind: BoxRadio, Label: v.T("chat.how"), Required: true, Value: now, Options: []Option{
			{Value: string(care.Chat), Label: v.T("chat.how-now"), Help: v.T("chat.how-now-help")}, {Value: string(care.Form), Label: v.T("chat.how-later"), Help: v.T("chat.how-later-help")},
		}})
	}
	p.Add(Field{Name: "text", Kind: form.LongText, Label: v.T("chat.text"), Help: v.T("chat.text-help"), Required: true, Rows: 5})
	p.Add(Field{Name: "name", Kind: form.Line, Label: v.T("chat.name"), Optional: true, MaxLen: 120, Complete: "name", Value: name})
	p.Add(Field{Name: "handle", Kind: form.Line, Label: v.T("chat.handle"), Help: v.T("chat.handle-help"), Optional: true, MaxLen: 200, Complete: "email"})
	p.Add(Field{Name: "files", Kind: form.File, Label: v.T("chat.files"), Help: v.T("petition.field.files-help"), Accept: petitionKinds, Multiple: true, Optional: true})
	return p, nil
}

// settingText is a setting that is one text.
func settingText(w *office.World, name string) string {
	t, _ := w.Setting(name).Value.(string)
	return t
}

// contactFiles keeps the files of a form.
func (s *Site) contactFiles(r *http.Request, key string) (out []care.File, err error) {
	files, err := s.petitionFiles(r, key)
	return chatKeeps(files), err
}

func chatKeeps(files []petition.File) (out []care.File) {
	for _, f := range files {
		out = append(out, care.File(f))
	}
	return out
}

// sendContact begins a conversation.
func (s *Site) sendContact(w http.ResponseWriter, r *http.Request) error {
	q, key := r.PostForm, ownKey(r, r.PostFormValue("key"))
	var files []care.File
	var err error
	if wait := max(s.floods.take(s.client(r)), s.tries.take(s.client(r))); wait > 0 { // before anything of a stranger's is kept
		minutes := int(math.Ceil(wait.Minutes()))
		w.Header().Set("Retry-After", strconv.Itoa(minutes*60))
		files, err = chatKeeps(keptFiles(r)), fault.New(fault.Refused, "chat.too-many", "minutes", strconv.Itoa(minutes))
	} else {
		files, err = s.contactFiles(r, key)
	}
	channel := care.Channel(q.Get("how"))
	open, _ := s.o.Office.World().ChatOpen(s.o.Office.Now())
	switch {
	case channel != care.Chat:
		channel = care.Form
	case !open && err == nil: // it closed while they wrote: the same words are taken as a message
		channel = care.Form
	}
	var t office.ContactTicket
	if err == nil {
		in := care.Input{Channel: channel, Name: vn.Tidy(q.Get("name")), Handle: vn.Tidy(q.Get("handle")), Text: q.Get("text"), Files: files}
		t, err = s.o.Office.OpenContact(r.Context(), asVisitor(who(r)), office.Command{Client: "visitor", Key: key}, in)
	}
	if err == nil {
		s.keepChat(w, r, t.ID, t.Check)
		return redirect(w, r, "/lien-he/chat/"+string(t.ID))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal {
		return err
	} else if f.Key != "chat.too-many" {
		s.floods.giveBack(s.client(r)) // a mistake is none of those that may be sent
	}
	p, e := s.contactFormPage(r, err, files)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// asVisitor is who writes at a public page: a citizen by their account, an officer as anybody.
func asVisitor(x office.Who) office.Who {
	if x.Number == "" {
		return office.Who{Kind: "anyone"}
	}
	return x
}

// chatCookie begins the name of the cookie with the check code of a conversation; the conversation's name follows.
const chatCookie = "motcua-chat-"

// chatKept is how long a browser keeps the way to a conversation, mostKept of how many: a header has an end.
const (
	chatKept = 30 * 24 * time.Hour
	mostKept = 8
)

// keepChat gives the browser the conversation's check code: in a cookie, since addresses stand in histories and logs.
func (s *Site) keepChat(w http.ResponseWriter, r *http.Request, id care.ID, check string) {
	set := func(name, value string, age int) {
		http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/lien-he", MaxAge: age, HttpOnly: true, Secure: s.o.Secure, SameSite: http.SameSiteLaxMode})
	}
	had := slices.DeleteFunc(r.Cookies(), func(c *http.Cookie) bool {
		return !strings.HasPrefix(c.Name, chatCookie) || c.Name == chatCookie+string(id)
	})
	for len(had) >= mostKept { // browsers send the oldest first
		set(had[0].Name, "", -1)
		had = had[1:]
	}
	set(chatCookie+string(id), check, int(chatKept/time.Second))
}

// checkOf is the check code that the browser keeps for a conversation, "" for none.
func checkOf(r *http.Request, id string) string {
	c, err := r.Cookie(chatCookie + id)
	if err != nil {
		return ""
	}
	return c.Value
}

// knownChats leads back to the conversations that this browser keeps, the newest first.
func (s *Site) knownChats(r *http.Request) (out []Link, err error) {
	client := guessChat + " " + s.client(r)
	for _, cookie := range r.Cookies() {
		id, ok := strings.CutPrefix(cookie.Name, chatCookie)
		if !ok || len(out) == mostKept || s.guess.take(client) > 0 {
			continue
		}
		c, err := s.read(r).OwnContact(care.ID(id), cookie.Value)
		if fault.Is(err, fault.Missing) {
			continue
		}
		s.guess.giveBack(client)
		if err != nil {
			return nil, err
		}
		out = append(out, Link{s.voice(r).T("chat.go-on", "code", c.Code), "/lien-he/chat/" + id})
	}
	slices.Reverse(out)
	return out, nil
}

// contactFindPage finds a conversation again by its code and check code, on another device.
type contactFindPage struct {
	Base
	*Form
	Slow  *Notice // too many wrong codes
	Known []Link  // conversations that this browser knows
}

// Template names the page's template.
func (*contactFindPage) Template() string { return "public/contactfind" }

func (s *Site) contactFind(w http.ResponseWriter, r *http.Request) error {
	p := s.contactFindPage(r, nil)
	var err error
	if p.Known, err = s.knownChats(r); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) contactFindPage(r *http.Request, failed error) *contactFindPage {
	v := s.voice(r)
	p := &contactFindPage{Base: Base{TitleKey: "chat.find", Nav: "contact", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("chat.title"), "/lien-he"}}}, Form: s.form(r, failed)}
	p.Add(Field{Name: "ma", Kind: BoxCode, Label: v.T("chat.code"), Required: true, Short: true, MaxLen: 40, Complete: "off"})
	p.Add(Field{Name: "kiem-tra", Kind: BoxCode, Label: v.T("chat.check"), Required: true, Short: true, MaxLen: 20, Complete: "off"})
	return p
}

func (s *Site) findContact(w http.ResponseWriter, r *http.Request) error {
	if slow := s.guessed(w, r, guessChat); slow != nil {
		p := s.contactFindPage(r, nil)
		p.Slow = slow
		return s.Render(w, r, http.StatusTooManyRequests, p)
	}
	code, check := strings.ToUpper(vn.Tidy(r.PostFormValue("ma"))), r.PostFormValue("kiem-tra")
	id, err := s.read(r).FindOwnContact(code, check)
	if err != nil {
		if f := fault.As(err); f != nil && f.Kind == fault.Missing {
			err = fault.New(fault.Invalid, "chat.not-found").At("ma")
		}
		return s.Again(w, r, s.contactFindPage(r, err), err)
	}
	s.rightGuess(r, guessChat)
	s.keepChat(w, r, id, check)
	return redirect(w, r, "/lien-he/chat/"+string(id))
}

// chatFiles are what came with a message, by name.
func chatFiles(files []care.File) (out []string) {
	for _, f := range files {
		out = append(out, f.Name)
	}
	return out
}

// chatState says how a conversation stands, to whom it belongs.
func chatState(v text.Voice, c *office.OwnContact, now time.Time, open, there bool, next time.Time) Notice {
	switch {
	case c.State == care.Closed:
		return Notice{Tone: Ended, Title: v.T("chat.ended"), Words: v.T("chat.ended-words")}
	case c.State == care.Handed:
		return chatHanded(v, c, now)
	case c.Channel == care.Chat && c.Taken, c.Channel != care.Chat && c.State == care.Asked:
		return Notice{Tone: OK, Title: v.T("chat.taken"), Words: v.T("chat.taken-words")}
	case c.Channel == care.Chat && open && !there:
		return Notice{Tone: Wait, Title: v.T("chat.nobody"), Words: v.T("chat.waits-nobody")}
	case c.Channel == care.Chat && open:
		return Notice{Tone: Wait, Title: v.T("chat.waits"), Words: v.T("chat.waits-words")}
	case !next.IsZero() && c.Channel == care.Chat:
		return Notice{Tone: Wait, Title: v.T("chat.closed"), Words: v.T("chat.opens", "date", v.DateTime(next))}
	}
	return Notice{Tone: Wait, Title: v.T("chat.received"), Words: v.T("chat.received-words")}
}

// chatHanded says which unit has a conversation, and until when it answers.
func chatHanded(v text.Voice, c *office.OwnContact, now time.Time) Notice {
	n := Notice{Tone: Wait, Title: v.T("chat.handed", "unit", cmp.Or(unitWords(v, c.HandedN), v.T("chat.handed-unit")))}
	switch {
	case c.Due.IsZero(): // it has answered
		n.Tone, n.Words = OK, v.T("chat.taken-words")
	case now.After(c.Due):
		n.Tone, n.Words = Late, v.T("chat.handed-late", "date", v.DateTime(c.Due))
	default:
		n.Words = v.T("chat.handed-until", "date", v.DateTime(c.Due))
	}
	return n
}
