package access

import (
	"slices"

	"motcua/law/care"
	"motcua/law/petition"
	"motcua/words/org"
)

// Where says which objects a row is for.
type Where string

// The places of a row. The places of acts on a dossier stand in law/dossier, in the rows of its rulebooks.
const (
	Anywhere  Where = ""        // no object, or any
	Own       Where = "own"     // what stands under the asker's own account
	AtParty   Where = "party"   // a dossier of which the asker is a party
	AtMandate Where = "mandate" // a dossier of somebody for whom the asker acts by a mandate
	AtSide    Where = "side"    // a mandate that the asker gave or holds
	AtReach   Where = "reach"   // a dossier that one of the post's units has or had to do with
	AtGiven   Where = "given"   // a dossier that somebody decides whose power was handed to the asker
	AtCity    Where = "city"    // any dossier, for posts that see the whole city
	AtOpened  Where = "opened"  // a dossier that the asker opened without a right, with a reason, not long ago
	AtBelow   Where = "below"   // a unit of the post, or below it
	AtUnder   Where = "under"   // the same, or any unit for posts that see the whole city
	AtOpen    Where = "open"    // the same, or no unit in particular
	AtUnit    Where = "unit"    // a question put to the whole unit of the post
)

// A Row (dòng của bảng quyền) says who may do what: asks that a row answers, the kind of actor, the posts, the place.
// What no row allows is refused.
type Row struct {
	ID     string // names the row in answers; the text key access.row.<ID> says it to people
	Asks   []string
	Kind   Kind
	Roles  []org.Role // nil: every post
	Where  Where
	Reason bool   // a reason has to be given, and stands in the read log
	Law    string // the article, "" for a choice
}

// overseers are the roles that answer for the work of others; breakers those who may open a dossier without a right when
// its owner's matter cannot wait. heads sign for a unit.
var (
	overseers = []org.Role{org.Leader, org.BranchHead, org.Supervisor, org.Controller}
	heads     = []org.Role{org.Leader, org.BranchHead}
	counter   = []org.Role{org.Receiver, org.BranchHead}
	workers   = []org.Role{org.Receiver, org.Cashier, org.Specialist, org.Leader, org.Clerk, org.BranchHead, org.Controller, org.Supervisor, org.CareAgent, org.Editor, org.Archivist}
	breakers  = []org.Role{org.Receiver, org.Cashier, org.Specialist, org.Leader, org.Clerk, org.BranchHead, org.Controller, org.Supervisor, org.Administrator}
)

// Rows is the table for everything but the acts on a dossier, whose rows stand in the rulebooks of law/dossier.
var Rows = append([]Row{
	// law: tt01-2018/16.2d
	{ID: "public", Asks: []string{"read-public"}, Kind: Anyone, Law: "tt01-2018/16.2d"},
	// law: tt01-2018/16.2d
	{ID: "read.party", Asks: []string{"read", "read-looks"}, Kind: Citizen, Where: AtParty, Law: "tt01-2018/16.2d"},
	// choice: whoever acts for another sees what they may act on, while they may.
	{ID: "read.mandate", Asks: []string{"read"}, Kind: Citizen, Where: AtMandate},
	// choice: who works in a unit sees what the unit has to do with; a technical administrator reads no contents.
	{ID: "read.unit", Asks: []string{"read"}, Kind: Officer, Roles: workers, Where: AtReach},
	// choice: who decides in another's place has to see what is to be decided, and nothing else of the giver's.
	{ID: "read.delegate", Asks: []string{"read"}, Kind: Officer, Roles: workers, Where: AtGiven},
	// choice: supervision and procedure control reach every unit, and say why they look into another unit's dossier.
	{ID: "read.city", Asks: []string{"read"}, Kind: Officer, Roles: []org.Role{org.Supervisor, org.Controller}, Where: AtCity, Reason: true},
	// choice: a matter that cannot wait is opened by a reason, for a short time, and the supervisor hears of it at once.
	{ID: "read.opened", Asks: []string{"read"}, Kind: Officer, Roles: breakers, Where: AtOpened, Reason: true},
	{ID: "break-glass", Asks: []string{"break-glass"}, Kind: Officer, Roles: breakers, Reason: true},
	// choice: who looked at dossiers without a right of their own is for supervision to judge.
	{ID: "openings", Asks: []string{"read-openings"}, Kind: Officer, Roles: []org.Role{org.Supervisor}},
	// choice: whoever leads the unit that decided the dossier decides what of it is destroyed, and supervision sees the list.
	{ID: "erase", Asks: []string{"erase"}, Kind: Officer, Roles: []org.Role{org.Leader}, Where: AtBelow},
	{ID: "erasures", Asks: []string{"read-erasures"}, Kind: Officer, Roles: []org.Role{org.Leader, org.Supervisor}},
	// choice: whoever has an account asks about the own data; the unit that decided the dossier answers, and for all of somebody's
	// data, which no unit has, the supervision of the city.
	{ID: "ask-data", Asks: []string{"ask-data"}, Kind: Citizen, Where: Own},
	// choice: whoever receives people at a counter takes the request of somebody who has no account and shows who they are.
	{ID: "take-request", Asks: []string{"take-request"}, Kind: Officer, Roles: counter, Where: AtBelow},
	{ID: "requests", Asks: []string{"read-requests"}, Kind: Officer, Roles: []org.Role{org.Leader, org.BranchHead, org.Supervisor}},
	{ID: "answer-request", Asks: []string{"answer-request"}, Kind: Officer, Roles: []org.Role{org.Leader, org.BranchHead, org.Supervisor}, Where: AtUnder},
	// choice: who handed in, or whose matter it is, says how it was; the desk asks, and enters what it was told, without seeing it.
	{ID: "rate", Asks: []string{"rate"}, Kind: Citizen, Where: AtParty},
	// choice: the check code opens the history and casts an answer, so those who give the slip to the applicant see it and nobody else.
	{ID: "read-check", Asks: []string{"read-check"}, Kind: Officer, Roles: counter, Where: AtBelow},
	{ID: "rate-desk", Asks: []string{"rate-desk"}, Kind: Officer, Roles: counter, Where: AtReach},
	// choice: whoever answers for a unit mends what displeased people; what that did not settle is the supervision's.
	{ID: "cases", Asks: []string{"read-cases"}, Kind: Officer, Roles: []org.Role{org.Leader, org.BranchHead, org.Supervisor}},
	{ID: "follow-rating", Asks: []string{"follow-rating"}, Kind: Officer, Roles: []org.Role{org.Leader, org.BranchHead, org.Supervisor}, Where: AtUnder},
	{ID: "satisfaction", Asks: []string{"read-satisfaction"}, Kind: Officer, Roles: overseers},
	// choice: how an officer scored is for their own leader, and no one else's business.
	{ID: "scoring", Asks: []string{"read-scoring"}, Kind: Officer, Roles: heads, Where: AtBelow},
	{ID: "scoring.own", Asks: []string{"read-own-scoring"}, Kind: Officer, Where: Own},
	// choice: who supervises the city goes to see notice boards, closes a quarter, sees how units scored, and no officer.
	{ID: "close-scores", Asks: []string{"close-scores", "check-boards"}, Kind: Officer, Roles: []org.Role{org.Supervisor}, Where: AtCity},
	// choice: who supervises the city, and who controls procedures, ask people how it was; who is asked about does not.
	{ID: "surveys", Asks: []string{"keep-questionnaires", "run-campaigns"}, Kind: Officer, Roles: []org.Role{org.Supervisor, org.Controller}, Where: AtCity},
	// choice: what left the house as files is for supervision to judge, like what was opened without a right.
	{ID: "exports", Asks: []string{"read-exports"}, Kind: Officer, Roles: []org.Role{org.Supervisor}},
	// choice: who did, read and took what is for supervision and for procedure control; who runs the system sees sign-ins and what was
	// done to the organisation and the settings, and nothing of any dossier.
	{ID: "audit", Asks: []string{"read-audit", "read-audit-house"}, Kind: Officer, Roles: []org.Role{org.Supervisor, org.Controller}},
	{ID: "audit.house", Asks: []string{"read-audit-house"}, Kind: Officer, Roles: []org.Role{org.Administrator}},
	// choice: whoever leads a unit, and supervision, keep its archive in order.
	{ID: "retention", Asks: []string{"read-retention"}, Kind: Officer, Roles: []org.Role{org.Leader, org.BranchHead, org.Supervisor, org.Archivist}, Where: AtUnder},
	// choice: who answers for rights, and who supervises their use, may ask for anybody's.
	{ID: "ask-access", Asks: []string{"ask-access"}, Kind: Officer, Roles: []org.Role{org.Administrator, org.Supervisor}},

	{ID: "read-unit", Asks: []string{"read-unit"}, Kind: Officer, Where: AtOpen},
	// choice: figures are for those who answer for a unit, and for city-wide control; F26 keeps seeing figures apart from
	// seeing contents. An administrator runs the system and answers for no unit's work.
	{ID: "overview", Asks: []string{"overview"}, Kind: Officer, Roles: overseers, Where: AtUnder},
	// choice: who may assign a unit's work knows who is there and what each holds; nobody else needs to.
	{ID: "lead", Asks: []string{"lead"}, Kind: Officer, Roles: heads, Where: AtBelow},
	// choice: rules, calendar and catalogue are public law; the pages that show them together are for those who answer for them.
	{ID: "read-settings", Asks: []string{"read-settings"}, Kind: Officer, Roles: append([]org.Role{org.Administrator}, overseers...)},
	// choice: own work, own drafts and own messages are for whoever has an account of that kind.
	{ID: "work", Asks: []string{"worklist", "keep-draft", "notices", "search"}, Kind: Officer, Where: Own},
	{ID: "mine", Asks: []string{"mine", "keep-draft", "notices"}, Kind: Citizen, Where: Own},
	// choice: one's own affairs are handed on, and claimed, by oneself; who gave a mandate and who holds it may both end it.
	{ID: "mandates", Asks: []string{"give-mandate", "claim-mandate"}, Kind: Citizen, Where: Own},
	{ID: "mandate.own", Asks: []string{"read-mandate", "end-mandate"}, Kind: Citizen, Where: AtSide},
	// choice: whoever receives people at the counter that was asked looks at the proof.
	{ID: "mandate.counter", Asks: []string{"list-mandates", "read-mandate", "settle-mandate", "end-mandate"}, Kind: Officer, Roles: counter, Where: AtBelow},
	// choice: the register of people goes beyond one's own units, so it is for those who receive them at a counter.
	{ID: "find-people", Asks: []string{"find-people"}, Kind: Officer, Roles: counter},

	// choice: procedure control and the editors of the catalogue write; who runs the system writes no law.
	{ID: "propose", Asks: []string{"propose", "read-proposal"}, Kind: Officer, Roles: []org.Role{org.Controller, org.Editor}},
	// choice: who edits the catalogue neither checks nor publishes what was written in it.
	{ID: "control", Asks: []string{"control-proposal"}, Kind: Officer, Roles: []org.Role{org.Controller}},
	{ID: "read-proposal", Asks: []string{"read-proposal"}, Kind: Officer, Roles: []org.Role{org.Leader, org.Supervisor}},
	// choice: a leader decides only what was written in units of his own.
	{ID: "decide-procedure", Asks: []string{"decide-procedure", "give-opinion"}, Kind: Officer, Roles: []org.Role{org.Leader}, Where: AtBelow},

	{ID: "administer", Asks: []string{"administer"}, Kind: Officer, Roles: []org.Role{org.Administrator}},
	// choice: whoever runs the system sees that a message of another system is held and why; what somebody wrote in it is for those who
	// answer people, and for supervision.
	{ID: "held", Asks: []string{"list-held"}, Kind: Officer, Roles: []org.Role{org.Administrator, org.CareAgent, org.Supervisor}},
	{ID: "held.read", Asks: []string{"read-held", "take-held"}, Kind: Officer, Roles: []org.Role{org.CareAgent, org.Supervisor}},
	// choice: the register of one-stop desks is kept by whoever keeps the organisation, and by the Centre's procedure control, which
	// prepares their rearrangement; what it says needs a decision's number, whoever types it.
	{ID: "desks", Asks: []string{"keep-desks"}, Kind: Officer, Roles: []org.Role{org.Administrator, org.Controller}},
	// choice: who runs the system brings the files of an older one in; whose dossiers they are is signed for by name. Who edits the
	// catalogue, and who decides dossiers, does not.
	{ID: "import-dossiers", Asks: []string{"import-dossiers"}, Kind: Officer, Roles: []org.Role{org.Administrator}},
	{ID: "publish", Asks: []string{"publish", "import"}, Kind: Officer, Roles: []org.Role{org.Administrator, org.Controller}},
	// choice: messages of the national portal come by its own token and from nobody else.
	{ID: "deliver", Asks: []string{"deliver"}, Kind: Portal},
}, slices.Concat(knowledgeRows, petitionRows, careRows)...)

// knowledgeRows are the rows for the knowledge base.
var knowledgeRows = []Row{
	// choice: whoever works with people may read what the house answers them.
	{ID: "knowledge", Asks: []string{"read-knowledge"}, Kind: Officer, Roles: workers},
	// choice: who answers people, and who knows the procedures, writes; a second one of them, or whoever leads, lets it reach people.
	{ID: "knowledge.write", Asks: []string{"write-knowledge"}, Kind: Officer, Roles: []org.Role{org.CareAgent, org.Controller, org.Editor}},
	{ID: "knowledge.publish", Asks: []string{"publish-knowledge"}, Kind: Officer, Roles: []org.Role{org.CareAgent, org.Controller, org.Leader, org.BranchHead, org.Supervisor}},
}

// petitionRows are the rows for petitions; who does what with them stands in law/petition, which pages and judgement share.
var petitionRows = func() []Row {
	all := []Row{
		// choice: an account is no condition for speaking up.
		{ID: "petition.send", Asks: []string{"send-petition"}, Kind: Anyone},
		// choice: what people say of a published petition is counted, one person once, so it needs an account.
		{ID: "petition.speak", Asks: []string{"speak-petition"}, Kind: Citizen, Where: Own},
		{ID: "petition.own", Asks: []string{"own-petitions"}, Kind: Citizen, Where: Own},
		{ID: "petition.enter", Asks: []string{"enter-petition"}, Kind: Officer, Roles: append([]org.Role{org.CareAgent}, counter...)},
		{ID: "petitions", Asks: []string{"read-petitions"}, Kind: Officer, Roles: handlers, Where: Own},
		{ID: "petitions", Asks: []string{"read-petition"}, Kind: Officer, Roles: handlers, Where: AtUnder},
		// choice: whoever answers for how a petition is handled sees who opened it; colleagues do not watch each other.
		{ID: "petition.looks", Asks: []string{"read-petition-looks"}, Kind: Officer, Roles: []org.Role{org.Leader, org.BranchHead, org.Supervisor}, Where: AtUnder},
	}
	for _, g := range petition.Groups {
		r := Row{ID: "petition." + g.Name, Asks: []string{"petition-" + g.Name}, Kind: Officer, Where: AtUnder}
		for _, role := range g.Roles {
			r.Roles = append(r.Roles, org.Role(role))
		}
		all = append(all, r)
	}
	return all
}()

// careRows are the rows for contacts of the care desk; who does what with them stands in law/care.
var careRows = func() []Row {
	all := []Row{
		// choice: an account is no condition for asking.
		{ID: "care.open", Asks: []string{"open-contact"}, Kind: Anyone},
		{ID: "care.enter", Asks: []string{"enter-contact"}, Kind: Officer, Roles: append([]org.Role{org.CareAgent, org.Leader}, counter...)},
		{ID: "care.list", Asks: []string{"read-contacts"}, Kind: Officer, Roles: handlers, Where: Own},
		{ID: "care.list", Asks: []string{"read-contact"}, Kind: Officer, Roles: handlers, Where: AtUnder},
		// choice: who answers for the desk hands its work out, plans its shifts and reads a sample of what was said; agents read what they need.
		{ID: "care.lead", Asks: []string{"lead-care"}, Kind: Officer, Roles: []org.Role{org.Leader, org.BranchHead, org.Supervisor}, Where: AtUnder},
	}
	for _, g := range care.Groups {
		r := Row{ID: "care." + g.Name, Asks: []string{"contact-" + g.Name}, Kind: Officer, Where: AtUnder}
		for _, role := range g.Roles {
			r.Roles = append(r.Roles, org.Role(role))
		}
		all = append(all, r)
	}
	return all
}()

// handlers are the posts that have to do with petitions, and with contacts of the care desk.
var handlers = []org.Role{org.CareAgent, org.Specialist, org.Receiver, org.Leader, org.BranchHead, org.Supervisor}

// rowsOf are the rows of each question, in the table's order.
var rowsOf = func() map[string][]*Row {
	out := map[string][]*Row{}
	for i := range Rows {
		for _, a := range Rows[i].Asks {
			out[a] = append(out[a], &Rows[i])
		}
	}
	return out
}()

// refusals are the faults of asks that have words of their own.
var refusals = map[string]string{"overview": "access.overview", "read-settings": "access.settings"}

// Asks are the questions of Rows, in the table's order, each once.
func Asks() []string {
	var out []string
	for i := range Rows {
		for _, a := range Rows[i].Asks {
			if !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	return out
}
