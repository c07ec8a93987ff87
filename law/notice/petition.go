package notice

import (
	"strings"

	"motcua/law/petition"
)

// petitionKind is what the kinds that whoever sent a petition is told begin with.
const petitionKind = "petition-"

// PetitionKinds are what whoever sent a petition (phản ánh, kiến nghị) is told, in the order of its way. A book of before has no words
// for them; then they are not told.
var PetitionKinds = []Kind{"petition-registered", "petition-asked", "petition-merged", "petition-answered", "petition-published", "petition-ended", PetitionCheck}

// PetitionCheck gives whoever lost the check code of a petition a code that holds once, for some minutes; it is no change of the petition.
const PetitionCheck Kind = "petition-check"

// AboutPetition says whether a kind is about a petition.
func (k Kind) AboutPetition() bool { return strings.HasPrefix(string(k), petitionKind) }

// OfPetition says what an act on a petition, and the state after it, tells its sender; "" is nothing.
func OfPetition(a petition.Act, now petition.State) Kind {
	switch a {
	case petition.ActRegister:
		return "petition-registered"
	case petition.ActAsk:
		return "petition-asked"
	case petition.ActMerge:
		return "petition-merged"
	case petition.ActFollow: // of a duplicate, by the state of the one that it repeats
		if (&petition.Petition{State: now}).Over() {
			return "petition-ended"
		}
		return "petition-answered"
	case petition.ActAnswer:
		return "petition-answered"
	case petition.ActPublish:
		return "petition-published"
	case petition.ActClassify, petition.ActTransfer, petition.ActReturn:
		if !now.Open() {
			return "petition-ended"
		}
	}
	return ""
}

// TellsDuplicates says whether those are told too whose petition was joined to it.
func (k Kind) TellsDuplicates() bool {
	return k == "petition-published"
}

// Has says whether the book has words for a kind.
func (k *Book) Has(kind Kind) bool { return k.of(kind) != nil }
