package login

import (
	"errors"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

// An Identity is who a provider says that somebody is (danh tính).
type Identity struct {
	Provider    string
	Subject     string // the provider's own name for them
	Number      string // số định danh cá nhân, twelve digits
	Company     string // mã số doanh nghiệp or mã số thuế, of somebody who signs in for one
	Name        string
	CompanyName string
	Birth       string // "1985-03-02", "" when it is not known
	Phone       string
	Email       string
	Level       string // LoA as the provider writes it
	Username    string // of an officer
	Strong      bool   // the provider asked for a second factor
}

// identity reads the claims. People are known by their number and never by telephone or mail: a telephone number goes to another person
// when it is given up. The error is a fault that says what is missing.
func (p *Provider) identity(claims map[string]any) (Identity, error) {
	id := Identity{
		Provider: p.Name, Subject: p.claim(claims, "subject"), Name: p.claim(claims, "name"), CompanyName: p.claim(claims, "company-name"), Phone: p.claim(claims, "phone"), Email: p.claim(claims, "email"),
		Level: p.claim(claims, "level"), Strong: p.Strong,
	}
	if p.For == "officers" {
		if id.Username = strings.ToLower(p.claim(claims, "username")); id.Username == "" {
			return id, bad("login.no-username", nil)
		}
		return id, nil
	}
	if p.Least != "" && slices.Index(p.Levels, id.Level) < slices.Index(p.Levels, p.Least) {
		return id, fault.New(fault.Refused, "login.level-low", "level", id.Level, "least", p.Least)
	}
	number := p.claim(claims, "number")
	if number == "" {
		return id, bad("login.no-number", nil)
	}
	if _, err := vn.ParsePersonalID(number); err != nil {
		return id, bad("login.number-malformed", err)
	}
	id.Number, id.Birth = number, dayOf(p.claim(claims, "birth"))
	if company := firstOf(p.claim(claims, "company"), p.claim(claims, "tax")); company != "" {
		if _, err := vn.ParseTaxCode(company); err != nil {
			return id, bad("login.company-malformed", err)
		}
		id.Company, id.CompanyName = company, firstOf(id.CompanyName, company)
	}
	if id.Name == "" {
		return id, bad("login.no-name", errors.New("no claim has the name"))
	}
	return id, nil
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// dayOf reads a day as providers write it, "" for anything else.
func dayOf(s string) string {
	for _, layout := range []string{"2006-01-02", "02/01/2006", "20060102", "2/1/2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format("2006-01-02")
		}
	}
	return ""
}
