package demo

import (
	"context"
	"fmt"
	"math/rand/v2"

	"motcua/keep/login"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

// Password opens every account of a demonstration. It is no secret: a demonstration is served on loopback only.
const Password = "motcua"

// Secret is that of the authenticator of the one account that signs in with a second factor. It is no secret either.
const Secret = "MOTCUATRINHDIENMOTCUATRINHDIEN22"

// Guarded is that account.
const Guarded = "thanhcuong.cn7"

// An Account of the demonstration, offered at its sign-in page.
type Account struct {
	Username string
	Label    string // text key: who this is
}

// Accounts are all of them: those who file, those at the desks, those who decide, who watches and who administers. The
// officers are in the city's pack under these names.
var Accounts = []Account{
	{"mai", "demo.account.citizen-1"},
	{"dung", "demo.account.citizen-2"},
	{"songhong", "demo.account.business"},
	{"thuha.cn7", "demo.account.clerk-7"},
	{"minhanh.cn1", "demo.account.clerk-1"},
	{"vanbinh.dd", "demo.account.specialist"},
	{"minhdung.cn7", "demo.account.specialist-7"},
	{"lanhdao.cn7", "demo.account.leader"},
	{Guarded, "demo.account.guarded"},
	{"lanngan.cn7", "demo.account.registry-7"},
	{"quocthang.cskh", "demo.account.care"},
	{"thuhien.cskh", "demo.account.care-lead"},
	{"vanthai.tt", "demo.account.supervisor"},
	{"manhkhoa2.tt", "demo.account.controller"},
	{"manhthang.tt", "demo.account.director"},
	{"khanhquyen.tt", "demo.account.deputy"},
	{"hongmy.ubnd", "demo.account.chair"},
	{"honghang.ubnd", "demo.account.chair"},
	{"admin", "demo.account.administrator"},
}

// A holder is somebody with an account of their own.
type holder struct {
	username, kind string
	party          dossier.Party
}

// residents are the people behind the accounts of citizens and of the business.
var residents = func() (out []holder) {
	for _, r := range madeUp.Residents {
		p := dossier.Party{
			Kind: dossier.PartyKind(r.Kind), Name: r.Name, Number: r.Number, Birth: r.Birth, Sex: r.Sex, Phone: r.Phone, Email: r.Email,
			Address: dossier.Address{Text: r.Address, Commune: r.Commune, List: office.CommuneList},
		}
		if p.Kind == dossier.Business {
			p.Number = taxCode(303)
		}
		out = append(out, holder{r.Username, r.Kind, p})
	}
	return out
}()

// AddAccounts makes the accounts in a city whose pack has been imported.
func AddAccounts(ctx context.Context, o *office.Office) error {
	system := office.Who{Kind: access.System, Account: "demo"}
	made := map[string]bool{}
	for _, r := range residents {
		a := office.Account{ID: r.kind + ":" + r.username, Username: r.username, Kind: r.kind, Name: r.party.Name, Number: r.party.Number}
		if err := o.AddAccount(ctx, system, a, Password, login.LeastDemo); err != nil {
			return fmt.Errorf("add the account %s: %w", r.username, err)
		}
		made[r.username] = true
	}
	for _, a := range Accounts {
		if made[a.Username] {
			continue
		}
		p := o.World().Org.ByUsername(a.Username)
		if p == nil {
			return fmt.Errorf("the pack has no officer %s: a demonstration needs one", a.Username)
		}
		acc := office.Account{ID: "officer:" + string(p.ID), Username: a.Username, Kind: "officer", Person: string(p.ID), Name: p.Name}
		if err := o.AddAccount(ctx, system, acc, Password, login.LeastDemo); err != nil {
			return fmt.Errorf("add the account %s: %w", a.Username, err)
		}
		if a.Username == Guarded {
			if err := o.ShareSecret(ctx, system, acc.ID, Secret); err != nil {
				return fmt.Errorf("give %s an authenticator: %w", a.Username, err)
			}
		}
	}
	return nil
}

// resident is somebody with an account, as the office knows them when they file.
func resident(o *office.Office, i int) (office.Who, dossier.Party) {
	r := residents[i]
	return office.Who{
		Kind: access.Citizen, Account: r.kind + ":" + r.username, Name: r.party.Name, Number: r.party.Number, Key: o.PersonKey(r.party.Number),
	}, r.party
}

// chance is a source of its own for the n-th of a kind.
func chance(seed uint64, kind, n int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(kind)<<32+uint64(n)))
}
