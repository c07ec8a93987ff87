package procedure

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/words/calendar"
)

// Points are the eight parts that the law knows of a procedure, in its order, then the legal bases, the internal process, and
// the rest of the record.
// law: nd63-2010/8.2
var Points = []string{"a", "b", "c", "d", "dd", "e", "g", "h", "bases", "process", "rest"}

// pointOf says which point a part of the record belongs to; all others are the rest.
var pointOf = map[string]string{
	"name": "a", "name-en": "a", "short-name": "a",
	"steps":   "b",
	"channel": "c", "boundary-free": "c", "service": "c", "partial-why": "c", "address": "c",
	"case": "d", "case-name": "d", "case-name-en": "d", "sets": "d", "paper": "d",
	"limit": "dd", "supplement": "dd", "immediate": "dd",
	"self-filed": "c", "apart": "process", "receivers": "c", "originals": "d", "prepaid": "h", "result-file": "h", "conduct-basis": "bases",
	"audience":   "e",
	"performing": "g", "competent": "g", "delegated": "g", "coordinating": "g", "route": "g", "levels": "g",
	"form": "h", "section": "h", "field": "h", "option": "h", "result": "h", "conditions": "h", "fee": "h",
	"basis":   "bases",
	"process": "process", "step": "process", "way": "process", "silence": "process", "outcome": "process",
}

// aspectPoint are the parts of a channel that belong elsewhere.
var aspectPoint = map[string]string{"limit-text": "dd", "limit": "dd", "same-day": "dd", "no-due": "dd", "basis": "dd", "fee-text": "h", "free": "h"}

// Point is the part of the law's list that a change is in.
func (c Change) Point() string {
	if p := aspectPoint[c.Aspect]; c.Part == "channel" && p != "" {
		return p
	}
	if p := pointOf[c.Part]; p != "" {
		return p
	}
	return "rest"
}

// An Amendment is what changes in one point.
type Amendment struct {
	Point   string
	Changes []Change
}

// Amendments puts the changes of VersionDiff together by the point that they are in.
func Amendments(changes []Change) []Amendment {
	var out []Amendment
	for _, p := range Points {
		var in []Change
		for _, c := range changes {
			if c.Point() == p {
				in = append(in, c)
			}
		}
		if in != nil {
			out = append(out, Amendment{p, in})
		}
	}
	return out
}

// A Teller says texts by their keys, numbers and money in one language; text.Voice is one.
type Teller interface {
	T(key string, args ...any) string
	Has(key string) bool
	Number(n int64) string
	Money(dong int64) string
	Date(t time.Time) string
}

// Line says the change as an amendment does: "Bỏ giấy tờ “…”", "Thay cụm từ “…” bằng cụm từ “…” tại yêu cầu, điều kiện".
func (c Change) Line(say Teller) string {
	thing := partWords(say, c.Part)
	if c.What != "" {
		thing += " “" + c.What + "”"
	}
	if len(c.Channels) > 0 {
		var names []string
		for _, ch := range c.Channels {
			names = append(names, say.T("procedure.channel."+strconv.Itoa(int(ch))))
		}
		thing += " (" + strings.Join(names, ", ") + ")"
	}
	where := thing
	if c.Aspect != "" {
		where = say.T("procedure.amend.of", "aspect", partWords(say, c.Aspect), "thing", thing)
	}
	old, now := c.value(say, c.Old), c.value(say, c.New)
	key := c.Kind
	switch {
	case c.As == AsPhrase:
		key = c.Kind + "-phrase"
	case c.As == AsSentence && (old != "" || now != ""):
		key = c.Kind + "-text"
	case c.Kind == "added" && now != "":
		key = "added-as"
	case c.Kind == "removed" && old != "":
		key = "removed-as"
	case c.Kind != "changed":
	case old == "" && now == "", utf8.RuneCountInString(old+now) > 4*longestShown:
		key = "changed-some"
	case old == "":
		key = "set"
	case now == "" && c.Part == "decision": // a draft takes no decision away: it has none yet
		key = "undecided"
	case now == "":
		key = "unset"
	}
	return say.T("procedure.amend."+key, "thing", thing, "where", where, "old", old, "new", now)
}

// partWords names a part or an aspect of the record; one that has no words keeps its name.
func partWords(say Teller, part string) string {
	if key := "procedure.part." + part; say.Has(key) {
		return say.T(key)
	}
	return part
}

// wordsBy are the aspects and parts whose values are words of the house, with the beginning of their keys.
var wordsBy = map[string]string{
	"route": "procedure.route.", "service": "procedure.service.", "work": "dossier.work.", "where": "procedure.where.", "role": "org.role.",
	"audience": "audience.", "levels": "level.", "mode": "procedure.supplement.", "waits": "procedure.waits.", "kind": "design.kind.",
	"area": "form.area.", "example": "procedure.example.",
	"originals": "procedure.conduct.originals.", "result-file": "procedure.conduct.file.", "published-by": "procedure.published-by.",
}

// value writes a value of the change in words.
func (c Change) value(say Teller, s string) string {
	if s == "" {
		return ""
	}
	switch c.As {
	case AsFlag:
		return say.T("procedure.amend.flag." + s)
	case AsLimit:
		return limitWords(say, s)
	case AsMoney, AsNumber:
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && c.As == AsMoney {
			return say.Money(n)
		} else if err == nil {
			return say.Number(n)
		}
	case AsHours:
		return say.T("procedure.amend.hours", "n", s)
	case AsDay:
		if t, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil {
			return say.Date(t)
		}
	case AsFee:
		return feeWords(say, s)
	case AsSheets:
		return sheetWords(say, s)
	case "":
		if c.Aspect == "prefill" {
			return prefillWords(say, s)
		}
		if from := wordsBy[c.Aspect]; from != "" {
			return eachWord(say, from, s)
		}
		if from := wordsBy[c.Part]; from != "" && c.Aspect == "" {
			return eachWord(say, from, s)
		}
	}
	return s
}

// eachWord says each word of a list by its key; one that has none stays as it is.
func eachWord(say Teller, from, s string) string {
	words := strings.Split(s, "; ")
	for i, w := range words {
		if key := from + strings.ReplaceAll(w, ":", "-"); say.Has(key) {
			words[i] = say.T(key)
		}
	}
	return strings.Join(words, "; ")
}

// prefillWords says where the value of a field comes from: "Họ và tên: chủ hồ sơ".
func prefillWords(say Teller, s string) string {
	whose, of, one := strings.Cut(s, ".")
	words := eachWord(say, "design.prefill.", whose)
	if one {
		words = eachWord(say, "form.person.", strings.ReplaceAll(of, "_", "-")) + ": " + words
	}
	return words
}

func limitWords(say Teller, s string) string {
	if s == "same-day" || s == "no-due" {
		return say.T("limit." + s)
	}
	if l, err := calendar.ParseLimit(s); err == nil {
		return say.T("limit."+string(l.Unit), "n", l.N)
	}
	return s
}

func feeWords(say Teller, s string) string {
	amount, per, _ := strings.Cut(s, "/")
	number, currency, _ := strings.Cut(amount, " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return s
	}
	words := say.Money(n)
	if currency != "" && currency != "VND" {
		words = say.Number(n) + " " + currency
	}
	if per != "" {
		words = say.T("fee.per", "amount", words, "unit", per)
	}
	return words
}

func sheetWords(say Teller, s string) string {
	must, rest := "may", s
	if after, ok := strings.CutPrefix(s, "* "); ok {
		must, rest = "must", after
	}
	originals, copies, _ := strings.Cut(rest, "+")
	var parts []string
	for _, x := range []struct{ key, n string }{{"paper.originals", originals}, {"paper.copies", copies}} {
		if n, err := strconv.Atoi(x.n); err == nil && n > 0 {
			parts = append(parts, say.T(x.key, "n", n))
		}
	}
	parts = append(parts, say.T("procedure.amend."+must))
	return strings.Join(slices.Compact(parts), ", ")
}
