package open311

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/petition"
	"motcua/office"
)

// commune is the attribute by which a report names its ward or commune.
const commune = "commune"

// since is when the door spoke as it does now: clients look again when it changes.
const since note = "2026-11-26T00:00:00+07:00"

func (v *visit) discovery() answer {
	d := discovery{Changed: since, Contact: note(v.base() + "/tro-giup"), Key: note(v.voice.T("open311.keys")), Endpoints: []endpoint{{
		Specification: "http://wiki.open311.org/GeoReport_v2", URL: v.base() + strings.TrimSuffix(Root, "/"), Changed: since, Type: "production", Formats: []string{"text/xml", "application/json"},
	}}}
	if v.o.Office.Demo() {
		d.Endpoints[0].Type = "test"
	}
	return answer{d, d}
}

func (v *visit) services() answer {
	var all []service
	for _, s := range petition.Services {
		all = append(all, service{
			Code: s.Code, Name: v.voice.T("petition.service." + s.Code), Description: note(v.voice.T("petition.service." + s.Code + "-words")), Metadata: true, Type: "realtime",
			Keywords: note(v.voice.T("petition.service." + s.Code + "-keywords")), Group: note(v.group(s)),
		})
	}
	return answer{all, services{All: all}}
}

func (v *visit) group(s petition.Service) string {
	if s.Class == petition.Scene {
		return v.voice.T("petition.class.scene")
	}
	return v.voice.T("petition.service.other-group")
}

func (v *visit) service(code string) (answer, error) {
	s, ok := petition.ServiceOf(code)
	if !ok {
		return answer{}, fault.New(fault.Missing, "petition.no-service", "code", short(code))
	}
	a := attribute{
		Variable: true, Code: commune, Datatype: "singlevaluelist", Order: 1, Hint: note(v.voice.T("open311.commune-help")), Description: note(v.voice.T("petition.field.commune")),
	}
	for _, c := range v.reader().Communes() {
		a.Values = append(a.Values, value{c.Code, c.Name})
	}
	d := definition{Code: s.Code, Attributes: []attribute{a}}
	return answer{d, d}, nil
}

// span is the longest time between the first and the last day of a list, by the standard.
const span = 90 * 24 * time.Hour

func (v *visit) requests() (answer, error) {
	f, err := v.filter()
	if err != nil {
		return answer{}, err
	}
	found, err := v.reader().SharedPetitions(f)
	if err != nil {
		return answer{}, err
	}
	all := make([]request, 0, len(found))
	for i := range found {
		all = append(all, v.requestOf(&found[i]))
	}
	return listed(all), nil
}

// filter reads what a list is narrowed by; identities go before all else.
func (v *visit) filter() (f office.ShareFilter, err error) {
	if f.Codes = commas(v.r.Form["service_request_id"]); len(f.Codes) > 0 {
		return f, nil
	}
	var fs []error
	f.Services = commas(v.r.Form["service_code"])
	for _, c := range f.Services {
		if _, ok := petition.ServiceOf(c); !ok {
			fs = append(fs, fault.New(fault.Missing, "petition.no-service", "code", short(c)))
		}
	}
	closed, open := false, false
	for _, s := range commas(v.r.Form["status"]) {
		switch s {
		case "open":
			open = true
		case "closed":
			closed = true
		default:
			fs = append(fs, fault.New(fault.Invalid, "open311.status", "is", short(s)).At("status"))
		}
	}
	if open != closed {
		f.Closed = &closed
	}
	f.From, f.To, err = v.times()
	fs = append(fs, err)
	number := func(name string, least, most, usual int) int {
		s := strings.TrimSpace(v.r.Form.Get(name))
		n, err := strconv.Atoi(s)
		switch {
		case s == "":
			return usual
		case err != nil || n < least || n > most:
			fs = append(fs, fault.New(fault.Invalid, "open311.page", "most", strconv.Itoa(most)).At("page"))
			return usual
		}
		return n
	}
	f.Limit = number("page_size", 1, office.MostShared, office.MostShared)
	f.Offset = (number("page", 1, 10_000, 1) - 1) * f.Limit
	return f, fault.Together(fs...)
}

// firstYear is the first of which there can be a report: an earlier moment is a field that a client left unset, not a wish for all.
const firstYear = 1970

// times reads the first and the last moment of a list; where one is missing, it is the most that the standard lets between them.
func (v *visit) times() (from, to time.Time, err error) {
	var fs []error
	date := func(field string) (t time.Time) {
		if s := strings.TrimSpace(v.r.Form.Get(field)); s != "" {
			var err error
			if t, err = time.Parse(time.RFC3339, s); err != nil || t.Year() < firstYear {
				fs = append(fs, fault.New(fault.Invalid, "open311.date", "is", short(s)).At(field))
			}
		}
		return t
	}
	from, to = date("start_date"), date("end_date")
	switch now := v.o.Office.Now(); {
	case from.IsZero() && to.IsZero():
		from = now.Add(-span)
	case from.IsZero():
		from = to.Add(-span)
	case to.IsZero():
		to = from.Add(span)
	case to.Before(from), to.Sub(from) > span:
		fs = append(fs, fault.New(fault.Invalid, "open311.span").At("end_date"))
	}
	return from, to, fault.Together(fs...)
}

// commas reads values that are declared several times, and with commas between.
func commas(values []string) (out []string) {
	for _, s := range values {
		for one := range strings.SplitSeq(s, ",") {
			if one = strings.TrimSpace(one); one != "" && !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	return out
}

func (v *visit) request(id string) (answer, error) {
	found, err := v.reader().SharedPetitions(office.ShareFilter{Codes: []string{id}})
	if err != nil {
		return answer{}, err
	}
	if len(found) == 0 {
		return answer{}, fault.New(fault.Missing, "open311.no-request", "id", short(id))
	}
	return listed([]request{v.requestOf(&found[0])}), nil
}

// mostDescription is how many letters a description has by the standard.
const mostDescription = 4000

func (v *visit) requestOf(p *office.SharedPetition) request {
	r := request{
		ID: p.Code, Status: "open", ServiceCode: p.Service, ServiceName: note(v.voice.T("petition.service." + p.Service)), Requested: moment(p.Sent), Updated: moment(p.Updated),
		Expected: moment(p.Due), Agency: note(unitName(v.voice, p.UnitN)), Notes: note(v.voice.T("petition.state." + string(p.State))),
	}
	if p.Closed() {
		r.Status = "closed"
	}
	if p.Published.IsZero() {
		return r
	}
	if p.Answer != "" {
		if p.Unsettled {
			r.Notes += note(": " + v.voice.T("petition.unsettled", "date", v.voice.Date(p.Answered)))
		}
		r.Notes += note(": " + p.Answer)
	}
	description := p.Title + "\n" + p.Text
	if letters := []rune(description); len(letters) > mostDescription {
		description = string(letters[:mostDescription-1]) + "…"
	}
	r.Description, r.Address = note(description), note(p.Place)
	if p.Point != nil {
		r.Lat, r.Long = degree{&p.Point.Lat}, degree{&p.Point.Long}
	}
	if len(p.Files) > 0 {
		r.Media = note(v.base() + "/phan-anh/" + p.Code + "/anh/" + p.Files[0])
	}
	return r
}

func unitName(v text.Voice, u office.UnitName) string {
	if v.Lang == text.EN && u.EN != "" {
		return u.EN
	}
	return u.Name
}

// token answers for the identity that a program was given with its petition. Services are all realtime, so that no answer here
// leaves a client with a token alone.
func (v *visit) token(id string) (answer, error) {
	code, err := v.reader().PetitionByToken(petition.ID(id))
	if err != nil {
		if fault.Is(err, fault.Missing) {
			err = fault.New(fault.Missing, "open311.no-token", "id", short(id))
		}
		return answer{}, err
	}
	return listed([]tokened{{code, id}}), nil
}
