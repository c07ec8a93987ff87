package petition

// A Service (loại việc phản ánh) is what an application offers people to report: a streetlight, a heap of waste. It says what a
// report is about where the class says by which rules it is handled.
type Service struct {
	Code  string
	Class Class // of what is reported under it; "" is for an officer to say
}

// Services are the services in the order of a list. Words for each stand at petition.service.<code>.
// choice: no list of the city was read; these are what its own reports are mostly about.
var Services = []Service{
	{"lighting", Scene},
	{"road", Scene},
	{"sidewalk", Scene},
	{"drainage", Scene},
	{"waste", Scene},
	{"tree", Scene},
	{"water", Scene},
	{"building", Scene},
	{"pollution", Scene},
	{anyScene, Scene},
	{general, ""},
}

// The services of what came without one.
const (
	anyScene = "scene"
	general  = "general"
)

// ServiceOf gives a service by its code.
func ServiceOf(code string) (Service, bool) {
	for _, s := range Services {
		if s.Code == code {
			return s, true
		}
	}
	return Service{}, false
}

// Kind is the service under which the petition is listed.
func (p *Petition) Kind() string {
	switch {
	case p.Service != "":
		return p.Service
	case p.Class == Scene:
		return anyScene
	}
	return general
}

// Guarded are the classes of which nothing is told to everybody before it was published, not even who handles it: whom it is about
// could be guessed.
var Guarded = []Class{Conduct, Complaint, Denunciation}
