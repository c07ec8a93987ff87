package vn

import (
	"strconv"
	"strings"

	"motcua/ground/fault"
)

// maxAgency is the greatest length of an agency code in characters (QĐ 20/2020/QĐ-TTg Art. 4).
const maxAgency = 35

// An AgencyCode (mã định danh điện tử của cơ quan) is an agency's code under QĐ 20/2020/QĐ-TTg, levels from left to
// right: "H26" is Hà Nội, "H26.103.25.7" an office three levels below.
type AgencyCode string

// ParseAgencyCode reads the code of an agency of the State. Codes of other organisations (Z01 to Z99) are refused with
// a key of their own, see ParseOtherCode; so are the 13 characters of before 2020, whose conversion needs a table.
func ParseAgencyCode(s string) (AgencyCode, error) {
	s = strings.TrimSpace(s)
	if f := agencyFault(s); f != nil {
		return "", f
	}
	return AgencyCode(s), nil
}

// Level says how deep the agency stands: 1 for a ministry or a province.
func (c AgencyCode) Level() int { return strings.Count(string(c), ".") + 1 }

// Top gives the code of level 1, a ministry or a province.
func (c AgencyCode) Top() AgencyCode {
	top, _, _ := strings.Cut(string(c), ".")
	return AgencyCode(top)
}

// Parent gives the code one level up, "" for the top.
func (c AgencyCode) Parent() AgencyCode {
	i := strings.LastIndexByte(string(c), '.')
	if i < 0 {
		return ""
	}
	return c[:i]
}

// Within says whether c is the agency above or stands somewhere below it.
func (c AgencyCode) Within(above AgencyCode) bool {
	return c == above || strings.HasPrefix(string(c), string(above)+".")
}

// agencyFault judges a code; it is nil for a good one.
func agencyFault(s string) *fault.Fault {
	switch {
	case s == "":
		return fault.New(fault.Invalid, "vn.agency.empty")
	case len(s) > maxAgency:
		return fault.New(fault.Invalid, "vn.agency.length", "n", strconv.Itoa(len(s)))
	case s[0] == 'Z':
		return fault.New(fault.Invalid, "vn.agency.other")
	}
	top, rest, deeper := strings.Cut(s, ".")
	if len(top) != 3 || top[0] < 'A' || top[0] > 'Y' || notDigit(top[1:]) >= 0 {
		return fault.New(fault.Invalid, "vn.agency.top", "top", top)
	}
	if deeper && !groups(rest) {
		return fault.New(fault.Invalid, "vn.agency.group")
	}
	return nil
}

// groups says whether s is one or more groups of capital letters and digits between dots.
func groups(s string) bool {
	for g := range strings.SplitSeq(s, ".") {
		if g == "" {
			return false
		}
		for i := range len(g) {
			if (g[i] < '0' || g[i] > '9') && (g[i] < 'A' || g[i] > 'Z') {
				return false
			}
		}
	}
	return true
}

// An OtherCode (mã của tổ chức khác) is the code of an organisation that is neither an agency nor a registered
// business: Z01 to Z99 and up to 32 characters (QĐ 20/2020/QĐ-TTg Art. 6).
type OtherCode string

// ParseOtherCode reads the code of another organisation.
func ParseOtherCode(s string) (OtherCode, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", fault.New(fault.Invalid, "vn.agency.empty")
	case len(s) > maxAgency:
		return "", fault.New(fault.Invalid, "vn.agency.length", "n", strconv.Itoa(len(s)))
	case len(s) < 3 || s[0] != 'Z' || notDigit(s[1:3]) >= 0 || s[1:3] == "00":
		return "", fault.New(fault.Invalid, "vn.other.top")
	case len(s) > 3 && !groups(strings.TrimPrefix(s[3:], ".")):
		return "", fault.New(fault.Invalid, "vn.agency.group")
	}
	return OtherCode(s), nil
}
