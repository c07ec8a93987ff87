package open311

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/petition"
	"motcua/office"
)

// send takes a report.
func (v *visit) send() (answer, error) {
	if err := v.keyed(); err != nil {
		return answer{}, err
	}
	if v.system == "" && v.o.Floods != nil {
		if wait := v.o.Floods(v.r); wait > 0 {
			v.wait = wait
			return answer{}, fault.New(fault.Refused, "api.too-many")
		}
	}
	for _, values := range v.r.PostForm {
		for i := range values {
			values[i] = vn.Visible(values[i]) // as the pages do: whoever typed it does not see them
		}
	}
	in, err := v.input()
	if err != nil {
		return answer{}, err
	}
	key, err := v.key()
	if err != nil {
		return answer{}, err
	}
	if in.Files, err = v.pictures(key); err != nil {
		return answer{}, err
	}
	t, err := v.o.Office.SendPetition(v.r.Context(), v.who, office.Command{Client: v.system, Key: key}, in)
	if err != nil {
		return answer{}, err
	}
	follow := v.base() + "/phan-anh/theo-doi"
	return listed([]taken{{ID: t.Code, Notice: note(v.voice.T("open311.taken", "code", t.Code, "check", t.Check, "address", follow))}}), nil
}

// key is the identity of a report. The standard has none: a client may send an Idempotency-Key, and else the same words of the same
// sender are the same report for the rest of the day.
// choice: telephones send again what they got no answer for; nobody means two reports by the same words of the same place in a day.
func (v *visit) key() (string, error) {
	if k := strings.TrimSpace(v.r.Header.Get("Idempotency-Key")); k != "" {
		return "open311:" + k, nil
	}
	form := url.Values{}
	for name, values := range v.r.PostForm {
		if name != "api_key" && name != "jurisdiction_id" {
			form[name] = values
		}
	}
	h := sha256.New()
	_, _ = io.WriteString(h, v.o.Office.Now().In(office.Zone).Format(time.DateOnly)+"\n"+form.Encode()) // a hash takes everything
	err := v.eachPicture(func(_ string, body io.Reader) error {
		_, err := io.Copy(h, body)
		return err
	})
	return "open311:" + hex.EncodeToString(h.Sum(nil)), err
}

// mostPictures is how many pictures a report may have.
const mostPictures = 5

// eachPicture opens the files of a form one after the other: the standard knows an address of a picture alone, and clients put the picture
// itself into a field media.
func (v *visit) eachPicture(do func(name string, body io.Reader) error) error {
	if v.r.MultipartForm == nil {
		return nil
	}
	n := 0
	for _, field := range slices.Sorted(maps.Keys(v.r.MultipartForm.File)) {
		for _, head := range v.r.MultipartForm.File[field] {
			if n++; field != "media" && field != "media[]" || n > mostPictures {
				return fault.New(fault.Invalid, "open311.pictures", "most", strconv.Itoa(mostPictures)).At("media")
			}
			f, err := head.Open()
			if err != nil {
				return err
			}
			err = do(head.Filename, f)
			f.Close()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// pictures keeps the pictures of the form for the petition that has its key.
func (v *visit) pictures(key string) (out []petition.File, err error) {
	err = v.eachPicture(func(name string, body io.Reader) error {
		f, err := v.o.Office.PetitionFile(v.r.Context(), v.who, key, name, body)
		if bad := fault.As(err); bad != nil && bad.Kind != fault.Internal {
			return bad.At("media")
		}
		if err == nil && !strings.HasPrefix(f.Type, "image/") {
			return fault.New(fault.Invalid, "open311.pictures", "most", strconv.Itoa(mostPictures)).At("media")
		}
		out = append(out, f)
		return err
	})
	return out, err
}

// input reads the form of a report.
func (v *visit) input() (petition.Input, error) {
	q := v.r.PostForm
	get := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	in := petition.Input{
		Channel: petition.Open311, System: v.system, Service: get("service_code"), Text: get("description"), Place: vn.Tidy(q.Get("address_string")),
		Person: petition.Person{Name: vn.Tidy(q.Get("last_name") + " " + q.Get("first_name")), Phone: vn.Tidy(q.Get("phone")), Email: get("email")},
	}
	s, known := petition.ServiceOf(in.Service)
	switch {
	case in.Service == "":
		return in, fault.New(fault.Invalid, "open311.service-missing").At("service")
	case !known:
		return in, fault.New(fault.Missing, "petition.no-service", "code", short(in.Service)).At("service")
	}
	var fs []error
	if n := utf8.RuneCountInString(in.Text); n > mostDescription {
		fs = append(fs, fault.New(fault.Invalid, "open311.description", "most", strconv.Itoa(mostDescription), "is", strconv.Itoa(n)).At("text"))
	}
	in.Title = v.o.Words.In("vi").T("petition.service." + s.Code)
	if n := utf8.RuneCountInString(in.Text); n < leastText { // what was chosen says more than what was typed
		in.Text = strings.TrimSpace(in.Title + ". " + in.Text)
	}
	if media := get("media_url"); media != "" {
		if u, err := url.Parse(media); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(media) > 1000 {
			fs = append(fs, fault.New(fault.Invalid, "open311.media").At("media_url"))
		}
		in.Text += "\n\nmedia_url: " + media // looked at by people only: nothing here fetches what a stranger names
	}
	fs = append(fs, v.place(&in), v.attributes(&in))
	return in, fault.Together(fs...)
}

// leastText is how many letters a petition's text has at least.
const leastText = 10

// place reads where it is: a point, or words.
func (v *visit) place(in *petition.Input) error {
	q := v.r.PostForm
	lat, long := strings.TrimSpace(q.Get("lat")), strings.TrimSpace(q.Get("long"))
	switch {
	case lat == "" && long == "" && in.Place == "":
		if q.Get("address_id") != "" {
			return fault.New(fault.Invalid, "open311.address-id").At("address_id")
		}
		return fault.New(fault.Invalid, "open311.place").At("place")
	case lat == "" && long == "":
		return nil
	}
	x, bad := strconv.ParseFloat(lat, 64)
	y, worse := strconv.ParseFloat(long, 64)
	if bad != nil || worse != nil || x != x || y != y || max(x, -x, y, -y) > 1000 {
		return fault.New(fault.Invalid, "open311.point").At("point")
	}
	in.Point = &petition.Point{Lat: x, Long: y}
	return nil
}

// attributes reads attribute[code]=value and attribute[code][]=value.
func (v *visit) attributes(in *petition.Input) error {
	for name, values := range v.r.PostForm {
		rest, is := strings.CutPrefix(name, "attribute[")
		if !is {
			continue
		}
		code, more, closed := strings.Cut(rest, "]")
		if code != commune || !closed || more != "" && more != "[]" {
			return fault.New(fault.Invalid, "open311.attribute", "code", short(code+more))
		}
		for _, x := range values {
			if in.Commune = strings.TrimSpace(x); in.Commune == "" {
				continue
			}
			known := false
			for _, c := range v.reader().Communes() {
				known = known || c.Code == in.Commune
			}
			if !known {
				return fault.New(fault.Invalid, "open311.commune", "code", short(in.Commune)).At("commune")
			}
		}
	}
	return nil
}
