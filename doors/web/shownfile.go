package web

// A shownFile is a file that somebody sent. Of a picture the page shows the copy without what a camera wrote into it, such as the place
// where it was taken; the file as it came stands behind a link of its own.
type shownFile struct {
	Name  string
	Href  string
	Photo bool
	Raw   string // a picture as it came
}

// shownFileOf leads to a file below an address; clean is the bare copy of a picture, "" for other files.
func shownFileOf(at, name, hash, clean string) shownFile {
	if clean == "" {
		return shownFile{Name: name, Href: at + "/files/" + hash}
	}
	return shownFile{Name: name, Href: at + "/files/" + clean, Photo: true, Raw: at + "/files/" + hash}
}
