package office

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/notice"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/ledger"
)

// A Source says where the value of a setting comes from.
type Source string

// The sources. A setting that nothing goes by is refused: what stands on the page acts.
const (
	FromCity     Source = ""         // the city may choose it
	FromProgram  Source = "program"  // the program does just this, by law or by choice; another value is refused
	FromCalendar Source = "calendar" // it stands in calendar.json, and is shown from there
	FromData     Source = "data"     // it says by which rule the city's data were made; the data themselves act
)

// A known is what the system makes of a setting.
type known struct {
	source Source
	check  func(value any) (wrong string)
	only   any                         // of FromProgram: the one value
	read   func(calendar.Document) any // of FromCalendar
}

func city(check func(any) string) known { return known{check: check} }
func program(only any) known            { return known{source: FromProgram, only: only} }

func fromCalendar(read func(calendar.Document) any) known {
	return known{source: FromCalendar, read: read}
}

var (
	fromData = known{source: FromData}
	cutoff   = fromCalendar(func(d calendar.Document) any { return d.Cutoff.Time })
)

// knownSettings is every setting that there is.
var knownSettings = map[string]known{
	"filing.own-page":       city(oneOf("open", "closed")),
	"filing.portal-address": city(checkAddress),
	"filing.portal-text":    city(checkWords),

	"intake.acknowledge-within": program("8h"), // choice: see calendar.Acknowledge
	"intake.hand-over-after":    cutoff,
	"intake.same-day-after":     cutoff,
	"intake.online-slip":        program(true),

	"notice.quiet-hours": city(func(v any) string {
		s, isText := v.(string)
		if _, err := notice.ParseQuiet(s); err != nil || !isText {
			return "write hours like 21:00-07:00, or \"\" for none"
		}
		return ""
	}),
	"notice.phone": city(func(v any) string {
		if s, _ := v.(string); s == "" || len(s) > notice.Longest["phone"] {
			return fmt.Sprintf("a telephone number of at most %d characters", notice.Longest["phone"])
		}
		return ""
	}),
	"notice.digest-at": city(func(v any) string {
		s, _ := v.(string)
		if _, err := time.Parse("15:04", s); err != nil {
			return "write a time like 07:30"
		}
		return ""
	}),
	inboxKept: city(between(leastInboxDays, mostInboxDays)),
	"notice.kept-days": city(func(v any) string {
		if n, err := strconv.Atoi(fmt.Sprint(v)); err != nil || n < leastNoticeDays {
			return fmt.Sprintf("a whole number of at least %d days", leastNoticeDays)
		}
		return ""
	}),

	"calendar.reception-hours": fromCalendar(hoursOfTerms),
	"calendar.after-hours-due": fromCalendar(func(d calendar.Document) any { return cmp.Or(d.AfterDue, string(calendar.Close)) }),

	"supplement.mode":              city(oneOf(procedure.SupplementRestart, procedure.SupplementPause)),
	"supplement.notice-within":     city(checkNoticeWithin),
	"supplement.at-reception":      city(between(0, 9)),
	"supplement.after-examination": city(between(0, 9)),
	"supplement.requests":          program(json.Number("1")), // law: qd766-2022/2.1
	"supplement.waits":             program("not-counted"),    // the process says which steps wait
	"extension.times":              program(json.Number("1")), // law: nd61-2018/19.9
	"extension.before":             program("1d"),             // law: nd61-2018/19.9

	"warning.at":             city(checkShares),
	"warning.hours-left":     city(between(1, 1<<20)),
	"warning.answer-within":  city(between(1, 1<<20)),
	"warning.silent-after":   city(between(1, 1<<20)),
	"warning.apology-before": city(between(1, 1<<20)),
	"warning.house-ends":     city(between(1, 180)),
	"warning.tell":           city(checkTold),

	"sign-in.second-factor":           city(oneOf("always", "real", "never")),
	"sign-in.confirm":                 city(oneOf("always", "real", "never")),
	"sign-in.idle-minutes":            city(between(5, 1440)),
	"sign-in.idle-minutes-applicants": city(between(5, 1440)),
	"sign-in.most-hours":              city(between(1, 72)),

	answerWithin:   city(checkLimit),
	petitionClocks: city(checkClocks),
	petitionFrame:  city(checkFrame),
	petitionAlarms: city(checkShares),
	keyRequests:    city(between(10, 100_000)),
	openKey:        city(oneOf("required", "optional")),
	openJurisdiction: city(func(v any) string {
		if s, isText := v.(string); !isText || len(s) > 200 {
			return "the address of the city's page such as hanoi.gov.vn, or \"\" for none"
		}
		return ""
	}),
	careAnswer: city(checkLimit),
	careTags:   city(checkTags),
	careTries:  city(between(1, 20)),
	careApart:  city(between(1, 24*60)),
	careEarly:  city(between(1, 24*60)),
	chatThere:  city(between(11, 4*60)), // a session says no oftener than every ten minutes that it is in use
	careKept:   city(between(leastCareDays, 36500)),

	keepClasses:   city(checkClasses),
	keepPetitions: city(checkClasses),
	handIn:        city(between(1, 120)),

	careMail: city(checkMailAddress),

	surveyWindow:  city(between(1, 365)),
	surveyCorrect: city(between(0, 60)),
	surveyBad:     city(between(0, 4)),
	surveyLeast:   city(between(3, 100)), // choice: two would tell each of them what the other said
	surveyWithin:  city(checkLimit),
	surveyTries:   city(between(1, 10)),

	scoringOpenness: city(oneOf("unit", "dossier")),
	scoringPosted:   city(checkNames),
	scoringExcused:  city(checkNames),

	chatHours: city(checkChatHours),
	chatIdle:  city(between(0, 1440)),

	"code.serial-width": program(json.Number("4")),
	"code.date":         program("YYMMDD"),
	"code.agency":       program("receiving-unit"),

	"letter.city":           city(checkWords),
	"letter.place":          city(checkLine),
	"letter.set":            program("TT 03/2025/TT-VPCP"),
	"letter.paper":          program("A5"),
	"letter.register-paper": program("A4"),

	"lookup.anonymous":                program([]any{"code", "degree"}),
	"lookup.check-characters":         program(json.Number("10")),
	"state.refusal-after-examination": program(json.Number("8")),

	"fee.online-zero-until":  fromData,
	"fee.post-return-free":   fromData,
	"person.tax-number":      fromData,
	"route.ministry-systems": fromData,
	"unit.branch-areas":      fromData,
}

// Source says where the setting's value comes from.
func (s Setting) Source() Source { return knownSettings[s.Name].source }

// checkSettings wants settings that the system knows and can go by.
func checkSettings(b []byte) error {
	var all []Setting
	lines, err := form.ReadLines("settings.json", b, &all)
	if err != nil {
		return err
	}
	var out form.Mistakes
	seen := map[string]bool{}
	for i, s := range all {
		field, wrong := fmt.Sprintf("%d.value", i), checkSetting(s)
		k, is := knownSettings[s.Name]
		switch {
		case !is:
			field = fmt.Sprintf("%d.name", i)
			wrong = fmt.Sprintf("nothing in the system goes by a setting %q, did you mean %q?", s.Name, form.NearestOr(s.Name, slices.Sorted(maps.Keys(knownSettings))))
		case seen[s.Name]:
			field, wrong = fmt.Sprintf("%d.name", i), s.Name+" stands twice"
		case k.source == FromCalendar && s.Value != nil:
			wrong = s.Name + ": it stands in calendar.json and is shown from there; leave the value out here"
		}
		if seen[s.Name] = true; wrong != "" {
			out = append(out, form.Mistake{File: "settings.json", Line: lines.Of(field), Field: field, Reason: text.Said(wrong)})
		}
	}
	if out == nil {
		return nil
	}
	return out
}

// checkSetting says what is wrong with the value of a known setting, with its name.
func checkSetting(s Setting) string {
	k := knownSettings[s.Name]
	wrong := ""
	switch {
	case k.check != nil:
		wrong = k.check(s.Value)
	case k.source == FromProgram && !sameValue(s.Value, k.only):
		only, _ := json.Marshal(k.only)
		wrong = fmt.Sprintf("the program does only %s, so that no other value may stand here", only)
	}
	if wrong != "" {
		wrong = s.Name + ": " + wrong
	}
	return wrong
}

// sameValue compares values as JSON has them.
func sameValue(a, b any) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && reflect.DeepEqual(x, y)
}

func oneOf(words ...string) func(any) string {
	return func(v any) string {
		if s, ok := v.(string); ok && slices.Contains(words, s) {
			return ""
		}
		return "one of " + strings.Join(words, ", ")
	}
}

func between(least, most int) func(any) string {
	return func(v any) string {
		if n, ok := whole(v); ok && n >= least && n <= most {
			return ""
		}
		if most == 1<<20 {
			return fmt.Sprintf("a whole number from %d", least)
		}
		return fmt.Sprintf("a whole number from %d to %d", least, most)
	}
}

// whole reads a whole number as one of the two ways of reading JSON gives it.
func whole(v any) (int, bool) {
	switch v.(type) {
	case json.Number, float64:
		n, err := strconv.Atoi(fmt.Sprint(v))
		return n, err == nil
	}
	return 0, false
}

func checkAddress(v any) string {
	if s, _ := v.(string); strings.HasPrefix(s, "https://") && len(s) <= 200 {
		return ""
	}
	return "an address that begins with https://, of at most 200 characters"
}

func checkLine(v any) string {
	if s, _ := v.(string); strings.TrimSpace(s) != "" && len([]rune(s)) <= 100 {
		return ""
	}
	return "a line of at most 100 characters"
}

// checkNames wants a list of names without spaces.
func checkNames(v any) string {
	list, isList := v.([]any)
	for _, x := range list {
		if s, isText := x.(string); !isText || s == "" || len(s) > 100 || strings.ContainsAny(s, " \t\n") {
			isList = false
		}
	}
	if !isList {
		return "a list of names, such as [\"chi-nhanh-7\"], or [] for none"
	}
	return ""
}

func checkWords(v any) string {
	m, _ := v.(map[string]any)
	for _, lang := range []string{"vi", "en"} {
		if s, _ := m[lang].(string); strings.TrimSpace(s) == "" {
			return `words in both languages, such as {"vi": "…", "en": "…"}`
		}
	}
	return ""
}

func checkShares(v any) string {
	list, _ := v.([]any)
	if len(list) == 2 {
		a, okA := whole(list[0])
		b, okB := whole(list[1])
		if okA && okB && 0 < a && a < b && b < 100 {
			return ""
		}
	}
	return "two whole percentages between 1 and 99, the smaller one first"
}

func checkNoticeWithin(v any) string {
	s, isText := v.(string)
	if _, err := calendar.ParseLimit(s); isText && (s == "" || err == nil) {
		return ""
	}
	return "a limit from 1 on, such as 3wd, 24h or 5d, or \"\" for none"
}

// hoursOfTerms are the hours of the newest working week.
func hoursOfTerms(d calendar.Document) any {
	if len(d.Weeks) == 0 {
		return nil
	}
	var out []any
	for _, i := range d.Weeks[len(d.Weeks)-1].Hours["mon"] {
		out = append(out, i.String())
	}
	return out
}

// fromCalendar gives the settings that stand in the calendar their values.
func (w *World) fromCalendar() {
	if w.Calendar == nil {
		return
	}
	doc := w.Calendar.Document()
	for i := range w.Settings {
		if k := knownSettings[w.Settings[i].Name]; k.read != nil {
			w.Settings[i].Value = k.read(doc)
		}
	}
}

// generalSupplement is the city's general rule for papers asked for; what its settings do not say is the decree's.
func generalSupplement(all []Setting) (procedure.Supplement, error) {
	own := procedure.Supplement{}
	for _, s := range all {
		if !strings.HasPrefix(s.Name, "supplement.") || knownSettings[s.Name].check == nil {
			continue
		}
		if wrong := checkSetting(s); wrong != "" {
			return own, fmt.Errorf("settings: %s", wrong)
		}
		n, _ := whole(s.Value)
		text, _ := s.Value.(string)
		switch s.Name {
		case "supplement.mode":
			own.Mode = text
		case "supplement.at-reception":
			own.AtReception = &n
		case "supplement.after-examination":
			own.AfterExam = &n
		case "supplement.notice-within":
			if l, err := calendar.ParseLimit(text); err == nil {
				own.NoticeWithin = &l
			}
		}
	}
	general := own.Over(procedure.GeneralSupplement())
	if slices.ContainsFunc(all, func(s Setting) bool { return s.Name == "supplement.notice-within" && s.Value == "" }) {
		general.NoticeWithin = nil // the city sets no last day
	}
	return general, nil
}

// SetSettings makes b the city's settings from now on. A dossier that was received keeps the rules of its day; a pack
// never does this, since what the city has wins over a pack.
func (o *Office) SetSettings(ctx context.Context, who Who, b []byte) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	if err := checkSettings(b); err != nil {
		return err
	}
	if err := o.enter(ctx, who, []entry{{streamSettings, ledger.Fact{Kind: "city.document-set", Holder: b}}}); err != nil {
		return err
	}
	if err := o.Refresh(ctx); err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error { // alarms ring by the new settings
		id, err := o.NewID()
		if err != nil {
			return err
		}
		_, err = tx.PutJob(store.JobRow{Key: jobAlarms + "/" + id, Kind: jobAlarms})
		return err
	})
}
