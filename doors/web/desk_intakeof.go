package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// intakeOf reads a draft as an intake. bad are the boxes that cannot be read, such as a day that is none.
func (s *Site) intakeOf(r *http.Request, d *intakeDraft) (in office.Intake, bad error) {
	var fs []*fault.Fault
	q := d.Fields
	in = office.Intake{
		Procedure: d.Procedure, Case: d.Case, FormBy: d.Version, Subject: vn.Tidy(q.Get("subject")), Return: q.Get("return"),
		FeePaid: q.Get("paid") == "1", Competent: q.Get("competent"), Files: d.Files, Values: d.Values, Channel: procedure.Desk,
	}
	if ch, err := strconv.Atoi(q.Get("channel")); err == nil && procedure.Channel(ch) != procedure.Online {
		in.Channel = procedure.Channel(ch)
	}
	take := func(prefix string) dossier.Party {
		p, f := s.here().readParty(q, prefix)
		if f != nil {
			fs = append(fs, f)
		}
		return p
	}
	in.Parties.Applicant = take("applicant")
	in.Parties.Owner = in.Parties.Applicant
	if q.Get("same") != "1" {
		in.Parties.Owner = take("owner")
	}
	if q.Get("represented") == "1" {
		p := take("representative")
		in.Parties.Representative, in.Parties.Authority = &p, vn.Tidy(q.Get("authority"))
	}
	if rec := s.o.Office.World().Procedures.Version(d.Procedure, d.Version); rec != nil {
		pc := rec.Case(d.Case)
		in.Papers = readPapers(pc, q, d.Files)
		if pc != nil && pc.Form == nil {
			in.Values = nil
		}
	}
	n, err := strconv.Atoi(q.Get("sets"))
	switch {
	case q.Get("sets") == "":
	case err != nil || n < 1 || n > mostSets:
		fs = append(fs, fault.New(fault.Invalid, "receive.sets-bad", "most", itoa(mostSets)).At("sets"))
	default:
		in.Sets = n
	}
	if q.Get("assisted") == "1" {
		in.Help = who(r).Unit
		if d.Read != nil {
			in.Assisted = &dossier.Assistance{Officer: who(r).Person, Unit: who(r).Unit, Confirmed: d.readAt(), How: d.Read.How}
		}
	}
	return in, fault.Join(fs)
}

// mostSets is the most sets of papers that one dossier has.
// choice: procedures ask for four at most; ten leaves room.
const mostSets = 10

// digestOf is over all that is read back to the citizen: a change of any of it asks for another reading.
func digestOf(d *intakeDraft, in office.Intake) string {
	b, err := json.Marshal([]any{in.Procedure, in.Case, in.Parties, in.Subject, d.Values, in.Return, in.Papers})
	if err != nil {
		return "" // values that were read from a form always encode
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// unread says that an assisted filing was not confirmed, or changed after it was.
func unread(d *intakeDraft, in office.Intake) error {
	if d.Fields.Get("assisted") != "1" {
		return nil
	}
	if d.Read == nil {
		return fault.New(fault.Invalid, "receive.not-confirmed").At("assisted")
	}
	if d.Read.Digest != digestOf(d, in) {
		return fault.New(fault.Invalid, "receive.confirmed-other").At("assisted")
	}
	return nil
}
