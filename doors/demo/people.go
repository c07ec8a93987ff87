package demo

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"motcua/law/dossier"
	"motcua/office"
)

// Everybody here is made up. Names are put together from common parts; serial numbers in personal numbers begin with 99,
// phone numbers with 0900 000, and the streets do not exist, so that nobody real is meant.

// madeUp is what people here are put together from, and what they write into dossiers: data of the made-up city, like the
// pack's texts, and so in Vietnamese only.
var madeUp = func() (m struct {
	Families []struct {
		Name  string
		Share int
	}
	Male, Female, Streets    []string
	Companies                struct{ First, Field, Last []string }
	Notes, Returns, Opinions []string
	Refusals, Declines       []dossier.Refusal
	Copies, Shops            []string
	Copying                  string // what every one of Copies begins with

	Asks, Missing, Brought, Withdrawn, Questions, Apologies []string
	Retained, Amended                                       string

	Mark, Child, Deceased, Plot, House, Authority, Left, Short, Mistyped, Mistaken, Carrier, Exempt, Poor string

	ChildMark string `json:"child_mark"`

	Residents []struct {
		Username, Kind, Name, Number, Birth, Sex, Phone, Email, Address, Commune string
	}

	// Head signs in for the business. Guests are known to the sample identity provider alone.
	Head   struct{ Name, Number, Birth string }
	Guests []struct{ Username, Kind, Name, Number, Birth, Level string }
},
) {
	if err := json.Unmarshal(madeUpText, &m); err != nil {
		panic(fmt.Sprintf("demo: read madeup.json: %v", err)) // part of the binary
	}
	return m
}()

//go:embed madeup.json
var madeUpText []byte

// families are family names with how common they are.
var families = func() (out []weighted[string]) {
	for _, f := range madeUp.Families {
		out = append(out, weighted[string]{f.Name, f.Share})
	}
	return out
}()

// isFamily says whether a word is a family name: only then is a text that ends with the mark somebody's name.
func isFamily(word string) bool {
	return slices.ContainsFunc(madeUp.Families, func(f struct {
		Name  string
		Share int
	},
	) bool {
		return f.Name == word
	})
}

// femaleSign is the middle name that only women have.
const femaleSign = "Thị"

// weighted is a value with its share.
type weighted[T any] struct {
	value T
	share int
}

// pick draws by the shares.
func pick[T any](r *rand.Rand, list []weighted[T]) T {
	all := 0
	for _, w := range list {
		all += w.share
	}
	n := r.IntN(all)
	for _, w := range list {
		if n -= w.share; n < 0 {
			return w.value
		}
	}
	return list[len(list)-1].value
}

// one draws with equal shares.
func one[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// name makes a name of a sex.
func name(r *rand.Rand, sex string) string {
	given := madeUp.Male
	if sex == "female" {
		given = madeUp.Female
	}
	return pick(r, families) + " " + one(r, given)
}

// A place is a commune by its code in a version of the list.
type place struct{ code, list string }

// placeOf is the commune of an address.
func placeOf(a dossier.Address) place { return place{a.Commune, a.List} }

// person makes a citizen of a commune, grown up at now.
func person(r *rand.Rand, commune place, now time.Time) dossier.Party {
	sex := one(r, []string{"male", "female"})
	age := 19 + int(float64(r.IntN(60))*(0.55+0.45*r.Float64()))
	birth := now.In(office.Zone).AddDate(-age, 0, -r.IntN(365))
	p := dossier.Party{
		Kind: dossier.Citizen, Name: name(r, sex), Sex: sex, Birth: birth.Format("2006-01-02"),
		Number: personalID(r, birth, sex), Phone: fmt.Sprintf("0900000%03d", r.IntN(1000)),
		Address: address(r, commune),
	}
	return p
}

// personalID is a number of 12 digits: Hà Nội, century and sex, year of birth, and a serial number that begins with 99.
func personalID(r *rand.Rand, birth time.Time, sex string) string {
	digit := 2 * (birth.Year()/100 - 19)
	if sex == "female" {
		digit++
	}
	return fmt.Sprintf("001%d%02d99%04d", digit, birth.Year()%100, r.IntN(10000))
}

func address(r *rand.Rand, commune place) dossier.Address {
	return dossier.Address{Text: fmt.Sprintf(madeUp.House, 1+r.IntN(240), one(r, madeUp.Streets)), Commune: commune.code, List: commune.list}
}

// relative is somebody of the same address, who hands in for the owner.
func relative(r *rand.Rand, owner dossier.Party, now time.Time) dossier.Party {
	p := person(r, placeOf(owner.Address), now)
	p.Address = owner.Address
	if family, _, ok := strings.Cut(owner.Name, " "); ok && owner.Kind == dossier.Citizen && r.IntN(2) == 0 {
		_, given, _ := strings.Cut(p.Name, " ")
		p.Name = family + " " + given
	}
	return p
}

// company makes a business; its tax code begins with 99, which no province has.
func company(r *rand.Rand, commune place) dossier.Party {
	c := madeUp.Companies
	return dossier.Party{
		Kind: dossier.Business, Name: one(r, c.First) + " " + one(r, c.Field) + " " + one(r, c.Last), Number: taxCode(r.IntN(1_000_000)),
		Phone: fmt.Sprintf("0900000%03d", r.IntN(1000)), Email: "lienhe@example.vn", Address: address(r, commune),
	}
}

// taxCode gives ten digits that begin with 99 and end with the right check digit.
func taxCode(n int) string {
	for ; ; n++ {
		s := fmt.Sprintf("99%07d", n%10_000_000)
		sum := 0
		for i, w := range []int{31, 29, 23, 19, 17, 13, 7, 5, 3} {
			sum += int(s[i]-'0') * w
		}
		if c := 10 - sum%11; c < 10 {
			return s + string(rune('0'+c))
		}
	}
}
