package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// campaignsPage lists surveys (đợt khảo sát), and draws a new one.
type campaignsPage struct {
	Base
	*Form
	Rows  []campaignLine
	May   bool
	Pages *Pages // nil: all are shown
	Ready bool   // there is a questionnaire to ask with
	Key   string
	Empty Empty
}

// Template names the page's template.
func (*campaignsPage) Template() string { return "watch/campaigns" }

type campaignLine struct {
	ID, Title, Period, Sampled, Answered, Rate string
	Pill                                       Pill
	Ends                                       time.Time
}

// listPiece is how many surveys, or questionnaires, a page has.
const listPiece = 50

func (s *Site) campaigns(w http.ResponseWriter, r *http.Request) error {
	p, err := s.campaignsPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func campaignPill(v text.Voice, state string) Pill {
	return Pill{map[string]Tone{"drawn": Wait, "running": OK, "closed": Ended}[state], v.T("campaign.state." + state)}
}

func (s *Site) campaignsPage(r *http.Request, failed error) (*campaignsPage, error) {
	v, rd := s.voice(r), s.read(r)
	from := fromOf(r)
	all, total, err := rd.Campaigns(from, listPiece)
	if err != nil {
		return nil, err
	}
	p := &campaignsPage{
		Base: Base{TitleKey: "campaign.title-page", Audience: Desk, Nav: "campaigns", Wide: true, Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}}, Form: NewForm(v, nil, nil),
		May: rd.MayRunCampaigns(), Empty: Empty{Title: v.T("campaign.none"), Words: v.T("campaign.none-words")},
	}
	if failed != nil {
		p.Form = s.form(r, failed)
	}
	for i := range all {
		c := &all[i]
		p.Rows = append(p.Rows, campaignLine{
			ID: c.ID, Title: c.Title, Period: populationPeriod(v, &c.Population), Sampled: v.Number(int64(c.Sampled)), Answered: v.Number(int64(c.Answered)),
			Rate: v.Percent(int64(c.Answered), int64(max(c.Sampled, 1))), Pill: campaignPill(v, c.State(rd.Now())), Ends: lastMoment(&c.Campaign),
		})
	}
	if total > listPiece {
		pages := placePages("/watch/campaigns", nil, from, len(all), total, listPiece, v.T("campaign.word"))
		p.Pages = &pages
	}
	if !p.May {
		return p, nil
	}
	if p.Key, err = s.formKey(r); err != nil {
		return nil, err
	}
	sheets, _, err := rd.Questionnaires(0, 0)
	if err != nil {
		return nil, err
	}
	var editions []Option
	for _, x := range sheets {
		for i := len(x.Versions) - 1; i >= 0; i-- {
			e := &x.Versions[i]
			editions = append(editions, Option{Value: x.ID + "." + strconv.Itoa(e.Version), Label: editionWords(v, e)})
		}
	}
	p.Ready = editions != nil
	p.planFields(v, s, editions)
	return p, nil
}

// editionWords name a published version by its day too, since several questionnaires may have one title.
func editionWords(v text.Voice, e *survey.Released) string {
	return v.T("campaign.edition", "title", e.Title.In(string(v.Lang)), "n", e.Version, "date", v.DateTime(e.At))
}

// planFields ask for a new campaign.
func (p *campaignsPage) planFields(v text.Voice, s *Site, editions []Option) {
	var channels []Option
	of := keyedOptions(v, "campaign.of.", survey.Populations)
	for _, n := range []string{"1", "2", "3"} {
		channels = append(channels, Option{Value: n, Label: surveyChannel(v, n)})
	}
	views := keyedOptions(v, "campaign.by.", survey.Views)
	plans := []Option{{Value: "simple", Label: v.T("campaign.plan.simple")}, {Value: "strata", Label: v.T("campaign.plan.strata")}}
	p.Add(Field{Name: "title", Kind: form.Line, Label: v.T("campaign.name"), Required: true, MaxLen: 200, Complete: "off"})
	p.Add(Field{Name: "questionnaire", Kind: BoxSelect, Label: v.T("campaign.questionnaire-label"), Options: editions, Required: true})
	p.Add(Field{Name: "of", Kind: BoxRadio, Label: v.T("campaign.population"), Options: of, Required: true, Value: survey.OfDossiers})
	p.Add(Field{Name: "from", Kind: form.Date, Label: v.T("campaign.from"), Required: true, Short: true})
	p.Add(Field{Name: "to", Kind: form.Date, Label: v.T("campaign.to"), Required: true, Short: true})
	p.Add(Field{Name: "by", Kind: BoxRadio, Label: v.T("campaign.by-label"), Help: v.T("campaign.by-help"), Options: views, Required: true, Value: survey.ByCompetent})
	p.Add(Field{Name: "unit", Kind: form.Line, Label: v.T("campaign.unit"), Help: v.T("campaign.unit-help"), Optional: true, Suggest: s.unitsSuggested(v), List: "units", Complete: "off", MaxLen: 300})
	p.Add(Field{Name: "procedure", Kind: BoxCode, Label: v.T("campaign.procedure"), Optional: true, Short: true, MaxLen: 40})
	p.Add(Field{Name: "channel", Kind: BoxSelect, Label: v.T("campaign.channel"), Options: channels, Blank: v.T("satisfaction.any"), Optional: true})
	p.Add(Field{Name: "plan", Kind: BoxRadio, Label: v.T("campaign.plan"), Options: plans, Required: true, Value: "strata"})
	p.Add(Field{Name: "size", Kind: form.Integer, Label: v.T("campaign.size-label"), Help: v.T("campaign.size-help"), Required: true, Short: true, Value: "20"})
	p.Add(Field{Name: "sizes", Kind: form.LongText, Label: v.T("campaign.sizes"), Help: v.T("campaign.sizes-help"), Optional: true, Rows: 2})
	p.Add(Field{Name: "seed", Kind: form.Line, Label: v.T("campaign.seed-label"), Help: v.T("campaign.seed-help"), Required: true, MaxLen: 100, Complete: "off"})
	p.Add(Field{Name: "ends", Kind: form.Date, Label: v.T("campaign.ends-label"), Required: true, Short: true})
	p.Add(Field{Name: "reminders", Kind: form.Line, Label: v.T("campaign.reminders-label"), Help: v.T("campaign.reminders-help"), Optional: true, Short: true, Value: "7, 14", Complete: "off", MaxLen: 40})
}

// lastMoment is until when answers were taken: the last minute of the closing day, or when it was closed before.
func lastMoment(c *survey.Campaign) time.Time {
	if !c.Closed.IsZero() && c.Closed.Before(c.Ends) {
		return c.Closed
	}
	return survey.LastMoment(c.Ends)
}

// populationPeriod writes the days of a population.
func populationPeriod(v text.Voice, p *survey.Population) string {
	return spanWords(v, p.From, p.To.Add(-time.Second))
}

// readCampaign reads a plan.
func readCampaign(q url.Values, unitID func(string) string) (survey.Campaign, error) {
	get := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	c := survey.Campaign{Title: get("title"), Sampling: survey.Sampling{Stratified: get("plan") == "strata", Seed: get("seed")}}
	c.Population = survey.Population{Of: get("of"), By: get("by"), Procedure: get("procedure"), Channel: get("channel")}
	id, edition, _ := strings.Cut(get("questionnaire"), ".")
	c.Questionnaire = id
	c.Edition, _ = strconv.Atoi(edition)
	var fs []*fault.Fault
	day := func(name string) time.Time {
		t, ok := ReadDate(get(name))
		if !ok {
			fs = append(fs, fault.New(fault.Invalid, "watch.day").At(name))
			return time.Time{}
		}
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, office.Zone).UTC()
	}
	c.Population.From, c.Population.To, c.Ends = day("from"), day("to").AddDate(0, 0, 1), day("ends").AddDate(0, 0, 1)
	if u := get("unit"); u != "" {
		if c.Population.Unit = unitID(u); c.Population.Unit == "" {
			fs = append(fs, fault.New(fault.Invalid, "campaign.no-unit").At("unit"))
		}
	}
	c.Sampling.Size, _ = strconv.Atoi(get("size"))
	for _, x := range strings.FieldsFunc(get("reminders"), func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		n, err := strconv.Atoi(x)
		if err != nil {
			n = -1 // judged with the others
		}
		c.Reminders = append(c.Reminders, n)
	}
	for _, line := range strings.Split(get("sizes"), "\n") {
		name, n, found := strings.Cut(line, ":")
		if strings.TrimSpace(line) == "" {
			continue
		}
		size, err := strconv.Atoi(strings.TrimSpace(n))
		u := unitID(strings.TrimSpace(name))
		if !found || err != nil || size < 0 || u == "" {
			fs = append(fs, fault.New(fault.Invalid, "campaign.sizes-wrong", "line", strings.TrimSpace(line)).At("sizes"))
			continue
		}
		if c.Sampling.Sizes == nil {
			c.Sampling.Sizes = map[string]int{}
		}
		c.Sampling.Sizes[u] = size
	}
	return c, fault.Join(fs)
}

// drawCampaign draws a new one.
func (s *Site) drawCampaign(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := s.read(r).Questionnaires(0, 1); err != nil { // whoever may not draw is told so before what they typed is looked at
		return err
	}
	c, err := readCampaign(r.PostForm, s.unitKnown)
	id := ""
	if err != nil {
		err = allWrong(err, c.Judge(s.o.Office.Now()))
	} else {
		id, err = s.o.Office.DrawCampaign(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, c)
	}
	if err == nil {
		s.flash(w, "campaign.drawn")
		return redirect(w, r, "/watch/campaigns/"+id)
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	p, e := s.campaignsPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// allWrong joins what could not be read with what is wrong with the rest; a field has one fault, and days that could not be read are no
// wrong period.
func allWrong(read, judged error) error {
	var fs []*fault.Fault
	seen := map[string]bool{}
	for _, err := range []error{read, judged} {
		f := fault.As(err)
		if f == nil {
			continue
		}
		for _, one := range append([]*fault.Fault{f}, f.More...) {
			if seen[one.Field] || one.Field == "from" && seen["to"] {
				continue
			}
			seen[one.Field] = true
			alone := *one
			alone.More = nil
			fs = append(fs, &alone)
		}
	}
	return fault.Join(fs)
}

// turnCampaign sends the invitations, or closes a campaign.
func (s *Site) turnCampaign(w http.ResponseWriter, r *http.Request) error {
	id, cmd := r.PathValue("id"), office.Command{Key: r.PostFormValue("key")}
	var err error
	switch r.PathValue("act") {
	case "send":
		err = s.o.Office.SendCampaign(r.Context(), who(r), cmd, id)
	case "close":
		err = s.o.Office.CloseCampaign(r.Context(), who(r), cmd, id)
	default:
		err = fault.New(fault.Missing, "web.no-page")
	}
	if err != nil {
		return err
	}
	s.flash(w, "campaign.done."+r.PathValue("act"))
	return redirect(w, r, "/watch/campaigns/"+id)
}

// unitKnown finds a unit by what was typed, "" for none.
func (s *Site) unitKnown(typed string) string {
	id := s.unitTyped(typed)
	if s.o.Office.World().Org.Unit(org.UnitID(id)) == nil {
		return ""
	}
	return id
}
