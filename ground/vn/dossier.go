package vn

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
)

// A DossierCode (mã hồ sơ) is the number by which the whole country knows a dossier: who received it, on which day,
// and the serial of that day. Source: NĐ 61/2018 Art. 26, TT 01/2018/TT-VPCP Art. 19.
type DossierCode struct {
	Agency   string     // the receiver's code: QĐ 20/2020 ("H26.103.25.7") or the old form ("000.00.06.H56")
	Old      bool       // Agency is of the old form, which reads right to left
	Year     int        // of the day of reception
	Month    time.Month // of the day of reception
	Day      int        // of the day of reception
	LongDate bool       // the day was written with eight digits
	Serial   int        // from 0; its written width is Width
	Width    int        // digits of the serial, 4 to 7
}

// ParseDossierCode reads a dossier code exactly: capitals as printed, outer spaces passed over. The faults, all of kind
// Invalid, tell apart a wrong shape, a wrong agency part and a day that does not exist.
// Codes of systems outside may have any other shape; this is the shape of codes that this system gives.
func ParseDossierCode(s string) (DossierCode, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return DossierCode{}, fault.New(fault.Invalid, "vn.dossier.empty")
	}
	agency, rest, _ := strings.Cut(s, "-")
	date, serial, ok := strings.Cut(rest, "-")
	if !ok || strings.Contains(serial, "-") {
		return DossierCode{}, fault.New(fault.Invalid, "vn.dossier.parts")
	}
	c := DossierCode{Agency: agency, Old: oldAgency(agency)}
	if !c.Old {
		if f := agencyFault(agency); f != nil {
			return DossierCode{}, f
		}
	}
	if notDigit(serial) >= 0 || len(serial) < 4 || len(serial) > 7 {
		return DossierCode{}, fault.New(fault.Invalid, "vn.dossier.serial", "serial", serial)
	}
	if notDigit(date) >= 0 || len(date) != 6 && len(date) != 8 {
		return DossierCode{}, fault.New(fault.Invalid, "vn.dossier.date-form", "date", date)
	}
	c.Serial, _ = strconv.Atoi(serial) // at most seven digits, from the line above
	c.Width = len(serial)
	c.LongDate = len(date) == 8
	if !c.LongDate {
		date = "20" + date
	}
	day, err := time.Parse("20060102", date)
	if err != nil || day.Year() == 0 {
		return DossierCode{}, fault.New(fault.Invalid, "vn.dossier.date", "date", rest[:len(rest)-len(serial)-1])
	}
	c.Year, c.Month, c.Day = day.Date()
	return c, nil
}

// NewDossierCode makes the code of the serial-th dossier that agency received on a day, in the form of QĐ 20/2020 with
// six digits of date and at least four of serial: a unit that passes 9,999 on one day goes on with five.
func NewDossierCode(agency AgencyCode, year int, month time.Month, day, serial int) DossierCode {
	return DossierCode{
		Agency: string(agency), Year: year, Month: month, Day: day,
		Serial: serial, Width: max(4, len(strconv.Itoa(serial))),
	}
}

// String gives the code as printed, the same as was parsed.
func (c DossierCode) String() string {
	if c.LongDate {
		return fmt.Sprintf("%s-%04d%02d%02d-%0*d", c.Agency, c.Year, c.Month, c.Day, c.Width, c.Serial)
	}
	return fmt.Sprintf("%s-%02d%02d%02d-%0*d", c.Agency, c.Year%100, c.Month, c.Day, c.Width, c.Serial)
}

// oldAgency says whether s is an agency code of before 2020: "000.00.06.H56".
func oldAgency(s string) bool {
	return len(s) == 13 && s[3] == '.' && s[6] == '.' && s[9] == '.' &&
		notDigit(s[:3]) < 0 && notDigit(s[4:6]) < 0 && notDigit(s[7:9]) < 0 &&
		'A' <= s[10] && s[10] <= 'Y' && notDigit(s[11:]) < 0
}
