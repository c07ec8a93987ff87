package vn

import (
	"strings"

	"motcua/ground/fault"
)

// A ProcedureCode (mã thủ tục hành chính) is the national number of a procedure, "2.000884", with the suffix that a
// province may add: "2.000884.000.00.00.H55". Two codes mean the same procedure when their national parts are equal.
type ProcedureCode string

// provinceMark stands between the national number and the province.
const provinceMark = ".000.00.00."

// ParseProcedureCode reads a procedure code exactly; outer spaces are passed over.
func ParseProcedureCode(s string) (ProcedureCode, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", fault.New(fault.Invalid, "vn.procedure.empty")
	case len(s) < 8 || s[0] < '1' || s[0] > '9' || s[1] != '.' || notDigit(s[2:8]) >= 0:
		return "", fault.New(fault.Invalid, "vn.procedure.national")
	}
	if rest := s[8:]; rest != "" {
		top, ok := strings.CutPrefix(rest, provinceMark)
		if !ok || len(top) != 3 || top[0] < 'A' || top[0] > 'Y' || notDigit(top[1:]) >= 0 {
			return "", fault.New(fault.Invalid, "vn.procedure.suffix", "suffix", rest)
		}
	}
	return ProcedureCode(s), nil
}

// National gives the national part, "2.000884".
func (c ProcedureCode) National() ProcedureCode { return c[:min(len(c), 8)] }

// Province gives the code of the province in the suffix, "H55", or "".
func (c ProcedureCode) Province() AgencyCode {
	if len(c) <= 8 {
		return ""
	}
	return AgencyCode(strings.TrimPrefix(string(c[8:]), provinceMark))
}

// Same says whether both codes mean one national procedure.
func (c ProcedureCode) Same(d ProcedureCode) bool { return c.National() == d.National() }
