package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/form"
)

// petitionSendPage takes a petition: with or without an account, at any width, without script (gửi phản ánh, kiến nghị).
type petitionSendPage struct {
	Base
	*Form
	Key    string
	Action string
	Desk   bool // an officer writes down what somebody says
	Scene  bool // the form of what is seen on the spot
	Kept   []keptFile
	Wait   *Notice // too many at once
	Frame  string  // around the city: south north west east
	Talk   *talkBeside
}

// A talkBeside is the conversation that a petition is made of (lượt liên hệ), beside its form.
type talkBeside struct {
	Code, Back string
	Had        string // the petition that it has already, in words; "" for none
}

// Template names the page's template.
func (*petitionSendPage) Template() string { return "public/petitionsend" }

// A keptFile is a file that came with a form that could not be taken yet.
type keptFile struct{ Hash, Name string }

// petitionKinds are the pictures and papers that may come with a petition.
const petitionKinds = "image/jpeg,image/png,image/webp,application/pdf"

// generalKind is the answer of the form for what is no report of the scene.
const generalKind = "general"

// mayAskPlace lets the page ask where its reader is, once they press the button for it. No other page may.
func mayAskPlace(h http.Header) {
	h.Set("Permissions-Policy", strings.Replace(h.Get("Permissions-Policy"), "geolocation=()", "geolocation=(self)", 1))
}

func (s *Site) petitionSend(w http.ResponseWriter, r *http.Request) error {
	mayAskPlace(w.Header())
	p, err := s.petitionSendPage(r, nil, false, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// petitionSendPage lays out the form: for the sender, or for the officer who writes down what was said.
func (s *Site) petitionSendPage(r *http.Request, failed error, desk bool, kept []petition.File) (*petitionSendPage, error) {
	v := s.voice(r)
	p, err := s.petitionForm(r, failed, kept)
	if err != nil {
		return nil, err
	}
	p.Base = Base{TitleKey: "petition.send.title", Nav: "petitions", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("petition.page.title"), "/phan-anh"}}, Scripts: []string{"place.js"}}
	p.Action, p.Desk = "/phan-anh/gui", desk
	first := petitionFirst{Kind: r.URL.Query().Get("loai")}
	if desk {
		p.Base = Base{TitleKey: "petition.entry.title", Audience: Desk, Nav: "petition-desk", Crumbs: []Crumb{{v.T("petition.desk.title"), "/desk/petitions"}}}
		p.Action = "/desk/petitions/new"
		var channels []Option
		for _, c := range petition.Spoken {
			channels = append(channels, Option{Value: string(c), Label: upperFirst(v.T("petition.channel." + string(c)))})
		}
		p.Add(Field{Name: "channel", Kind: BoxRadio, Label: v.T("petition.field.channel"), Options: channels, Required: true, Value: string(petition.Telephone)})
		first.Kind = generalKind
	} else if seen(r).visitor.Session != nil {
		first.Person.Name = seen(r).visitor.Name
	}
	s.petitionAsks(r, p, first)
	return p, nil
}

// petitionForm begins the form of a petition, whoever writes it.
func (s *Site) petitionForm(r *http.Request, failed error, kept []petition.File) (*petitionSendPage, error) {
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	p := &petitionSendPage{Form: s.form(r, failed), Key: key, Frame: s.o.Office.World().PetitionFrame()}
	for _, f := range kept {
		p.Kept = append(p.Kept, keptFile{f.Hash, f.Name})
	}
	return p, nil
}

// A petitionFirst is what stands in the form of a petition before anything is typed.
type petitionFirst struct {
	Kind, Title, Text, Dossier string
	TextHelp                   string // beside the text, "" for that of a sender
	Person                     petition.Person
}

// petitionAsks asks what a petition is about, where it is, and who sends it.
func (s *Site) petitionAsks(r *http.Request, p *petitionSendPage, first petitionFirst) {
	v := s.voice(r)
	kinds := []Option{
		{Value: string(petition.Scene), Label: v.T("petition.send.scene"), Help: v.T("petition.send.scene-help")},
		{Value: generalKind, Label: v.T("petition.send.general"), Help: v.T("petition.send.general-help")},
	}
	p.Add(Field{Name: "class", Kind: BoxRadio, Label: v.T("petition.field.kind"), Options: kinds, Required: true, Value: first.Kind})
	p.Add(Field{Name: "title", Kind: form.Line, Label: v.T("petition.field.title"), Help: v.T("petition.field.title-help"), Required: true, MaxLen: petition.MostTitle, Value: first.Title})
	p.Add(Field{Name: "text", Kind: form.LongText, Label: v.T("petition.field.text"), Help: cmp.Or(first.TextHelp, v.T("petition.field.text-help")), Rows: 8, Required: true, Value: first.Text})
	p.Add(Field{Name: "place", Kind: form.Line, Label: v.T("petition.field.place"), Help: v.T("petition.field.place-help"), MaxLen: 300})
	var communes []Option
	for _, c := range s.read(r).Communes() {
		communes = append(communes, Option{Value: c.Code, Label: communeWords(v, c.Name)})
	}
	p.Add(Field{Name: "commune", Kind: BoxSelect, Label: v.T("petition.field.commune"), Options: communes, Optional: true})
	p.Add(Field{Name: "point", Kind: BoxCode, Label: v.T("petition.field.point"), Help: v.T("petition.field.point-help"), Short: true, Optional: true, MaxLen: 60})
	p.Add(Field{Name: "dossier", Kind: BoxCode, Label: v.T("petition.field.dossier"), Help: v.T("petition.field.dossier-help"), Optional: true, MaxLen: 120, Value: first.Dossier})
	p.Add(Field{Name: "files", Kind: form.File, Label: v.T("petition.field.files"), Help: v.T("petition.field.files-help"), Accept: petitionKinds, Multiple: true, Optional: true})
	p.Add(Field{Name: "name", Kind: form.Line, Label: v.T("petition.field.name"), Help: v.T("petition.field.name-help"), Complete: "name", MaxLen: 120, Value: first.Person.Name})
	p.Add(Field{Name: "address", Kind: form.Line, Label: v.T("petition.field.address"), Complete: "street-address", MaxLen: 300})
	p.Add(Field{Name: "phone", Kind: form.Phone, Label: v.T("petition.field.phone"), Complete: "tel", MaxLen: 30, Value: first.Person.Phone})
	p.Add(Field{Name: "email", Kind: form.Email, Label: v.T("petition.field.email"), Complete: "email", MaxLen: 200, Value: first.Person.Email})
	p.Add(Field{Name: "protect", Kind: BoxCheck, Label: v.T("petition.field.protect"), Help: v.T("petition.field.protect-help")})
}

// petitionInput reads the form.
func petitionInput(q url.Values, channel petition.Channel) (petition.Input, error) {
	in := petition.Input{
		Channel: channel, Title: vn.Tidy(q.Get("title")), Text: strings.TrimSpace(q.Get("text")), Place: vn.Tidy(q.Get("place")), Commune: q.Get("commune"), Dossier: vn.Tidy(q.Get("dossier")),
		Person: petition.Person{
			Name: vn.Tidy(q.Get("name")), Phone: vn.Tidy(q.Get("phone")), Email: vn.Tidy(q.Get("email")), Address: vn.Tidy(q.Get("address")), Protect: q.Get("protect") == "1",
		},
	}
	var fs []error
	switch q.Get("class") {
	case string(petition.Scene):
		in.Class = petition.Scene
	case generalKind:
	default:
		fs = append(fs, fault.New(fault.Invalid, "petition.kind").At("class"))
	}
	if point := vn.Trim(q.Get("point")); point != "" {
		at, ok := readPoint(point)
		if !ok {
			fs = append(fs, fault.New(fault.Invalid, "petition.point-form").At("point"))
		} else {
			in.Point = &at
		}
	}
	return in, fault.Together(fs...)
}

// readPoint reads "21.0285, 105.8542", as maps on telephones give it; a comma may stand for the point of a number where a semicolon or
// blank parts the two.
func readPoint(s string) (petition.Point, bool) {
	s = vn.Seen(s)
	parts := slices.DeleteFunc(strings.FieldsFunc(s, func(r rune) bool { return r == ';' || unicode.IsSpace(r) }), func(p string) bool { return p == "," })
	if len(parts) == 1 {
		if parts = strings.Split(parts[0], ","); len(parts) == 4 { // "21,0285,105,8542"
			parts = []string{parts[0] + "." + parts[1], parts[2] + "." + parts[3]}
		}
	}
	if len(parts) != 2 {
		return petition.Point{}, false
	}
	var n [2]float64
	for i, p := range parts {
		x, err := strconv.ParseFloat(strings.ReplaceAll(strings.Trim(p, ", "), ",", "."), 64)
		if err != nil || x != x || x > 1000 || x < -1000 {
			return petition.Point{}, false
		}
		n[i] = x
	}
	return petition.Point{Lat: n[0], Long: n[1]}, true
}

// petitionFiles keeps the files of a form, with those that came before and were kept. What is wrong with one keeps out none of the
// others; its error has what is wrong with all of them.
func (s *Site) petitionFiles(r *http.Request, key string) (files []petition.File, err error) {
	files = keptFiles(r)
	if r.MultipartForm == nil {
		return files, nil
	}
	var wrong []error
	for _, head := range r.MultipartForm.File["files"] {
		if head.Size == 0 && head.Filename == "" {
			continue
		}
		f, err := head.Open()
		if err != nil {
			return files, err
		}
		one, err := s.o.Office.PetitionFile(r.Context(), who(r), key, head.Filename, f)
		f.Close()
		if err != nil {
			bad := fault.As(err)
			switch {
			case bad == nil || bad.Kind == fault.Internal:
				return files, err
			case bad.Kind != fault.Invalid:
				return files, bad.At("files")
			}
			wrong = append(wrong, bad.At("files"))
			continue
		}
		if !slices.ContainsFunc(files, func(o petition.File) bool { return o.Hash == one.Hash }) {
			files = append(files, one)
		}
	}
	return files, fault.Together(wrong...)
}

// A form names as many files again as may ever come with one, and each as long as a file's name with its hash may be: what is more was
// written by no page of ours.
const (
	mostKeptFiles = 20
	mostKeptName  = 400
)

// keptFiles are those that a form sent before and does not drop.
func keptFiles(r *http.Request) (files []petition.File) {
	all := r.PostForm["kept"]
	for _, kept := range all[:min(len(all), mostKeptFiles)] {
		hash, name, _ := strings.Cut(cut(kept, mostKeptName), "/")
		if !slices.Contains(r.PostForm["drop"], hash) {
			files = append(files, petition.File{Hash: hash, Name: name})
		}
	}
	return files
}

// petitionSentPage gives the code and the check code by which a petition is followed.
type petitionSentPage struct {
	Base
	Code, Check string
	Lead, Keep  string
}

// Template names the page's template.
func (*petitionSentPage) Template() string { return "public/petitionsent" }

// sender is whose allowance a petition counts against: whoever is signed in has an own one, all others share that of their address.
func (s *Site) sender(r *http.Request) string {
	if w := who(r); w.Account != "" {
		return ofAccount(w.Account)
	}
	return s.client(r)
}

// ofAccount names the allowance of an account.
func ofAccount(account string) string { return "account " + account }

func (s *Site) sendPetition(w http.ResponseWriter, r *http.Request) error {
	mayAskPlace(w.Header())
	key := r.PostFormValue("key")
	wait := s.floods.take(s.sender(r))
	if wait <= 0 {
		if wait = s.tries.take(s.sender(r)); wait > 0 {
			s.floods.giveBack(s.sender(r))
		}
	}
	if wait > 0 {
		p, err := s.petitionSendPage(r, nil, false, keptFiles(r))
		if err != nil {
			return err
		}
		v := s.voice(r)
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		p.Wait = &Notice{Tone: Soon, Title: v.T("petition.send.too-many"), Words: v.T("petition.send.too-many-words")}
		return s.Render(w, r, http.StatusTooManyRequests, p)
	}
	return s.takePetition(w, r, key, petition.Page, false)
}

// ownKey makes the key of a form that of the browser it was made for: whoever copied the key of somebody else's form gets nothing by it.
func ownKey(r *http.Request, key string) string {
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(seen(r).token))
	return key + " " + hex.EncodeToString(sum[:8])
}

// petitionTyped reads the form and keeps its files: what can be kept is given with a fault too.
func (s *Site) petitionTyped(r *http.Request, key string, channel petition.Channel) (in petition.Input, files []petition.File, err error) {
	var bad error
	if files, bad = s.petitionFiles(r, key); bad != nil && (fault.As(bad) == nil || fault.As(bad).Kind != fault.Invalid) {
		return in, files, bad
	}
	if in, err = petitionInput(r.PostForm, channel); err != nil || bad != nil { // what else is wrong is told with it
		err = fault.Together(err, bad, s.o.Office.PetitionFaults(in))
	}
	in.Files = files
	return in, files, err
}

// takePetition takes the form of a sender, or of the officer who wrote down what was said.
func (s *Site) takePetition(w http.ResponseWriter, r *http.Request, key string, channel petition.Channel, desk bool) error {
	if !desk {
		key = ownKey(r, key)
	}
	in, files, err := s.petitionTyped(r, key, channel)
	var t office.Ticket
	if err == nil {
		t, err = s.o.Office.SendPetition(r.Context(), who(r), office.Command{Key: key}, in)
	}
	if err != nil {
		if !desk {
			s.floods.giveBack(s.sender(r)) // a mistake is none of those that may be sent
		}
		p, e := s.petitionSendPage(r, err, desk, files)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	if desk {
		s.flash(w, "petition.entered", "code", t.Code, "check", t.Check)
		return redirect(w, r, "/desk/petitions/"+string(t.ID))
	}
	v, keep := s.voice(r), "petition.sent.keep"
	switch {
	case who(r).Number != "":
		keep = "petition.sent.keep-account"
	case len(s.o.Office.CheckWays()) > 0 && (in.Person.Phone != "" || in.Person.Email != ""):
		keep = "petition.sent.keep-way"
	}
	p := &petitionSentPage{
		Lead: v.T("petition.sent.lead"), Keep: v.T(keep),
		Base: Base{TitleKey: "petition.sent.title", Nav: "petitions", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("petition.page.title"), "/phan-anh"}}}, Code: t.Code, Check: t.Check,
	}
	return s.Render(w, r, http.StatusOK, p)
}

// petitionEntry is the form in which an officer writes down what somebody said, faithfully.
func (s *Site) petitionEntry(w http.ResponseWriter, r *http.Request) error {
	if err := s.read(r).MayEnterPetition(); err != nil {
		return err
	}
	p, err := s.petitionSendPage(r, nil, true, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) enterPetition(w http.ResponseWriter, r *http.Request) error {
	if err := s.read(r).MayEnterPetition(); err != nil {
		return err
	}
	channel := petition.Channel(r.PostFormValue("channel"))
	if !slices.Contains(petition.Spoken, channel) {
		err := fault.New(fault.Invalid, "petition.channel").At("channel")
		p, e := s.petitionSendPage(r, err, true, nil)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	return s.takePetition(w, r, r.PostFormValue("key"), channel, true)
}
