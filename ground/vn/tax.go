package vn

import (
	"strconv"
	"strings"

	"motcua/ground/fault"
)

// A TaxCode (mã số thuế, mã số doanh nghiệp) is the 10 digits of a taxpayer, with three more after a hyphen for a
// branch, or the 12 digits of the personal ID of a household business.
type TaxCode struct {
	Number    string // as printed: "0314409058-002"
	Head      string // the first ten digits, "" for a household
	Branch    string // "001" to "999", "" for none
	Household bool
}

// taxWeights weigh the first nine digits.
var taxWeights = [9]int{31, 29, 23, 19, 17, 13, 7, 5, 3}

// ParseTaxCode reads a tax code as it was typed; spaces are passed over. Faults are of kind Invalid; that of the key
// "vn.tax-code.check-digit" is a warning to somebody who holds the paper in hand.
//
// choice: the check digit is 10 less the weighted sum's remainder by 11, verified on the codes of public companies; twelve digits are
// accepted as a personal ID since an individual's tax code is said to be that from 1/7/2025 (unconfirmed).
func ParseTaxCode(s string) (TaxCode, error) {
	n := strings.NewReplacer(" ", "", "\u00a0", "").Replace(s)
	head, branch, hyphen := strings.Cut(n, "-")
	if i := notDigit(head + branch); i >= 0 {
		return TaxCode{}, fault.New(fault.Invalid, "vn.tax-code.letter", "char", letterAt(head+branch, i))
	}
	switch {
	case n == "":
		return TaxCode{}, fault.New(fault.Invalid, "vn.tax-code.empty")
	case !hyphen && len(head) == 12:
		p, err := ParsePersonalID(head)
		if err != nil {
			return TaxCode{}, err
		}
		return TaxCode{Number: p.Number, Household: true}, nil
	case len(head) != 10, hyphen && len(branch) != 3:
		return TaxCode{}, fault.New(fault.Invalid, "vn.tax-code.length", "n", strconv.Itoa(len(head)+len(branch)))
	case hyphen && branch == "000":
		return TaxCode{}, fault.New(fault.Invalid, "vn.tax-code.branch")
	case head[2:9] == "0000000":
		return TaxCode{}, fault.New(fault.Invalid, "vn.tax-code.serial")
	}
	switch want := taxCheck(head); {
	case want == 10:
		return TaxCode{}, fault.New(fault.Invalid, "vn.tax-code.never-issued")
	case want != int(head[9]-'0'):
		return TaxCode{}, fault.New(fault.Invalid, "vn.tax-code.check-digit", "want", strconv.Itoa(want), "got", head[9:])
	}
	return TaxCode{Number: n, Head: head, Branch: branch}, nil
}

// String gives the code as printed.
func (c TaxCode) String() string { return c.Number }

// taxCheck gives the tenth digit of a code; 10 means that no such code is issued.
func taxCheck(head string) int {
	sum := 0
	for i, w := range taxWeights {
		sum += w * int(head[i]-'0')
	}
	return 10 - sum%11
}
