package web

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/care"
	"motcua/office"
	"motcua/words/form"
)

// chatPage is a conversation as its citizen sees it (trò chuyện). It works by form and reload without script; with script what is new
// comes by itself.
type chatPage struct {
	Base
	*Form
	ID       string
	Code     string
	Check    string // for the citizen to keep, where the browser has it
	State    Notice
	Messages []chatMessage
	Last     int64
	Again    int // makes the address of the page read anew another one: the same would only scroll
	Key      string
	Kept     []keptFile
	MayHear  bool
	Promised string
}

// Template names the page's template.
func (*chatPage) Template() string { return "public/chat" }

// A chatMessage is one message of a conversation.
type chatMessage struct {
	Version int64
	Mine    bool
	Who     string
	At      time.Time
	Text    string
	Files   []string
}

func (s *Site) chatMessage(v text.Voice, m *office.OwnMessage) chatMessage {
	x := chatMessage{Version: m.Version, Mine: m.Side == care.In, At: m.At, Text: m.Text, Files: chatFiles(m.Files), Who: v.T("chat.you")}
	if m.Gone && x.Text == "" {
		x.Text = v.T("care.gone")
	}
	if m.Spoken {
		x.Who = v.T("chat.spoken", "unit", cmp.Or(unitWords(v, m.UnitN), v.T("chat.desk")))
	}
	if !x.Mine {
		if x.Who = unitWords(v, m.UnitN); x.Who == "" {
			x.Who = v.T("chat.desk")
		}
	}
	return x
}

func (s *Site) chat(w http.ResponseWriter, r *http.Request) error {
	p, err := s.chatPage(w, r, nil, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) chatPage(w http.ResponseWriter, r *http.Request, failed error, kept []care.File) (*chatPage, error) {
	v := s.voice(r)
	check := checkOf(r, r.PathValue("id"))
	var c *office.OwnContact
	err := s.secret(w, r, guessChat, func() (err error) {
		c, err = s.read(r).OwnContact(care.ID(r.PathValue("id")), check)
		return err
	})
	if err != nil {
		return nil, err
	}
	key, err := s.o.Office.NewID()
	if failed != nil {
		key, err = s.formKey(r)
	}
	if err != nil {
		return nil, err
	}
	p := &chatPage{
		Base: Base{Title: v.T("chat.one", "code", c.Code), Nav: "contact", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("chat.title"), "/lien-he"}}, Scripts: []string{"chat.js"}},
		Form: s.form(r, failed), ID: string(c.ID), Code: c.Code, Check: check, Key: key, MayHear: c.MayHear, State: s.chatState(r, c),
	}
	p.Add(Field{Name: "text", Kind: form.LongText, Label: v.T("chat.say")})
	for i := range c.Messages {
		p.Messages = append(p.Messages, s.chatMessage(v, &c.Messages[i]))
	}
	p.Last = c.Version
	n, _ := strconv.Atoi(r.URL.Query().Get("lan")) // none: the first time
	p.Again = max(n, 0)%1000 + 1
	for _, f := range kept {
		p.Kept = append(p.Kept, keptFile{f.Hash, f.Name})
	}
	if !c.Promised.IsZero() {
		p.Promised = v.T("chat.promised", "date", v.DateTime(c.Promised))
	}
	return p, nil
}

func (s *Site) chatState(r *http.Request, c *office.OwnContact) Notice {
	now := s.o.Office.Now()
	open, next := s.o.Office.World().ChatOpen(now)
	return chatState(s.voice(r), c, now, open, open && s.present(r), next)
}

// sayInChat takes a message of the citizen: from the form, or from the script, which is answered without a page. The key of the form is
// the message's own, so that one that is sent twice is one.
func (s *Site) sayInChat(w http.ResponseWriter, r *http.Request) error {
	id, key, script := r.PathValue("id"), r.PostFormValue("key"), r.Header.Get("X-Chat") == "1"
	err := s.secret(w, r, guessChat, func() error {
		_, err := s.read(r).OwnContact(care.ID(id), checkOf(r, id))
		return err
	})
	if err != nil {
		return err
	}
	var files []care.File
	if wait := s.chats.take(id); wait > 0 { // before anything of a stranger's is kept
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		files, err = chatKeeps(keptFiles(r)), fault.New(fault.Refused, "chat.too-fast", "seconds", strconv.Itoa(int(wait.Seconds())+1)).At("text")
	} else {
		files, err = s.contactFiles(r, key)
	}
	if err == nil {
		in := care.Input{Text: r.PostFormValue("text"), Files: files}
		err = s.o.Office.Contact(r.Context(), asVisitor(who(r)), office.Command{Client: "visitor:" + id, Key: key}, office.OnContact{ID: care.ID(id), Check: checkOf(r, r.PathValue("id"))}, care.ActHear, in)
	}
	switch f := fault.As(err); {
	case err == nil && script:
		w.WriteHeader(http.StatusNoContent)
		return nil
	case err == nil:
		return redirect(w, r, "/lien-he/chat/"+id+"#last")
	case f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing:
		return err
	case script:
		v := s.voice(r)
		pr := problem(v, s.speakable(v, f))
		words := pr.Title
		for _, l := range pr.Lines {
			words = l.Words
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		return send(w, r, Status(err), []byte(words))
	}
	p, e := s.chatPage(w, r, err, files)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
