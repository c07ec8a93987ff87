package vn

import (
	"fmt"
	"strconv"

	"motcua/ground/fault"
)

// A Report is what can be told of one identifier.
type Report struct {
	Kind   string            `json:"kind"`
	Value  string            `json:"value"` // as it was given
	Valid  bool              `json:"valid"`
	Normal string            `json:"normal,omitempty"` // as it is kept and printed
	Parts  map[string]string `json:"parts,omitempty"`  // what the identifier says, by English name
	Reason string            `json:"reason,omitempty"` // text key of what is wrong
	Args   fault.Args        `json:"args,omitempty"`   // the gaps of Reason
}

// Kinds are the kinds of identifier that Check knows.
var Kinds = []string{"person", "tax", "dossier", "agency", "procedure", "other"}

// checks judge a value of each kind and give its normal form and its parts.
var checks = map[string]func(string) (string, map[string]string, error){
	"person":    checkPerson,
	"tax":       checkTax,
	"dossier":   checkDossier,
	"agency":    checkAgency,
	"procedure": checkProcedure,
	"other": func(s string) (string, map[string]string, error) {
		c, err := ParseOtherCode(s)
		return string(c), nil, err
	},
}

// Check judges one value: kind is one of Kinds. It never fails; an unknown kind is reported as one.
func Check(kind, value string) Report {
	r := Report{Kind: kind, Value: value}
	check := checks[kind]
	if check == nil {
		r.Reason = "vn.kind.unknown"
		r.Args = fault.Args{"kind": kind}
		return r
	}
	normal, parts, err := check(value)
	if f := fault.As(err); f != nil {
		r.Reason, r.Args = f.Key, f.Args
		return r
	}
	r.Valid, r.Normal, r.Parts = true, normal, parts
	return r
}

func checkPerson(s string) (string, map[string]string, error) {
	p, err := ParsePersonalID(s)
	if err != nil {
		return "", nil, err
	}
	if p.Old {
		return p.Number, map[string]string{"form": "9"}, nil
	}
	parts := map[string]string{"form": "12", "province": p.Province, "birth_year": strconv.Itoa(p.Year), "sex": "female"}
	if p.Male {
		parts["sex"] = "male"
	}
	if place := p.Place(); place != "" {
		parts["province_name"] = place
	}
	return p.Number, parts, nil
}

func checkTax(s string) (string, map[string]string, error) {
	c, err := ParseTaxCode(s)
	if err != nil {
		return "", nil, err
	}
	if c.Household {
		return c.Number, map[string]string{"form": "household"}, nil
	}
	parts := map[string]string{"form": "enterprise", "check": c.Head[9:]}
	if c.Branch != "" {
		parts["form"], parts["branch"], parts["enterprise"] = "branch", c.Branch, c.Head
	}
	return c.Number, parts, nil
}

func checkDossier(s string) (string, map[string]string, error) {
	c, err := ParseDossierCode(s)
	if err != nil {
		return "", nil, err
	}
	parts := map[string]string{
		"agency": c.Agency, "agency_form": "qd20-2020", "date": fmt.Sprintf("%04d-%02d-%02d", c.Year, c.Month, c.Day),
		"serial": fmt.Sprintf("%0*d", c.Width, c.Serial),
	}
	if c.Old {
		parts["agency_form"] = "old"
	}
	return c.String(), parts, nil
}

func checkAgency(s string) (string, map[string]string, error) {
	c, err := ParseAgencyCode(s)
	if err != nil {
		return "", nil, err
	}
	return string(c), map[string]string{"top": string(c.Top()), "level": strconv.Itoa(c.Level())}, nil
}

func checkProcedure(s string) (string, map[string]string, error) {
	c, err := ParseProcedureCode(s)
	if err != nil {
		return "", nil, err
	}
	parts := map[string]string{"national": string(c.National())}
	if p := c.Province(); p != "" {
		parts["province"] = string(p)
	}
	return string(c), parts, nil
}
