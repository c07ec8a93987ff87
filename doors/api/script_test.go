package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestScripts plays the requests of testdata/*.txt, each file on a city of its own. A script reads:
//
//	# a remark
//	officer clerk receiver chi-nhanh-7      an officer of a unit signs in and is called clerk
//	citizen owner 001185012345              a person signs in
//	system portal                           a system gets a token
//	tomorrow                                the clock moves to the next morning
//
//	> clerk POST /api/v1/dossiers/receive   a request; headers follow, then the body
//	Idempotency-Key: k1
//	{"channel": "desk", {{sample 1.000656 co-giay-bao-tu}}}
//	< 201                                   the status that is to come; then what the answer is to have
//	code ~ ^H26                             a member, by a regular expression
//	state = filed                           a member, exactly
//	no check                                a member that is not there
//	header ETag = "1"                       a header
//	keep id = id                            a member is kept as {{id}}; keep tag = header ETag keeps a header
func TestScripts(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txt")
	must(t, err)
	if len(names) < 5 {
		t.Fatalf("%d scripts found", len(names))
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(name)
			must(t, err)
			p := &player{town: newTown(t), kept: map[string]string{}, file: name}
			p.play(strings.Split(string(b), "\n"))
			p.town.prove()
		})
	}
}

// A player plays one script.
type player struct {
	town *town
	kept map[string]string
	file string
	line int

	answer *httptest.ResponseRecorder
	json   any
}

func (p *player) errorf(format string, args ...any) {
	p.town.t.Helper()
	p.town.t.Errorf("%s:%d: %s", p.file, p.line, fmt.Sprintf(format, args...))
}

func (p *player) play(lines []string) {
	p.town.t.Helper()
	asked := 0
	for i := 0; i < len(lines); i++ {
		p.line = i + 1
		line := strings.TrimSpace(lines[i])
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "> "):
			asked++
			i = p.request(lines, i)
		case p.answer != nil && p.expect(line):
		default:
			p.actor(strings.Fields(p.fill(line)))
		}
		if p.town.t.Failed() {
			p.town.t.Fatalf("%s:%d: the answer was %s", p.file, p.line, p.shown())
		}
	}
	if asked == 0 {
		p.errorf("the script asks nothing")
	}
}

func (p *player) shown() string {
	if p.answer == nil {
		return "none"
	}
	return fmt.Sprintf("%d %v\n%.3000s", p.answer.Code, p.answer.Header(), p.answer.Body)
}

var hole = regexp.MustCompile(`\{\{([^}]+)\}\}`)

// fill puts in what was kept.
func (p *player) fill(s string) string {
	return hole.ReplaceAllStringFunc(s, func(m string) string {
		words := strings.Fields(strings.Trim(m, "{}"))
		switch {
		case words[0] == "sample" && len(words) == 3:
			return p.town.sample(words[1], words[2])
		case words[0] == "sample" && len(words) == 4: // of somebody of that commune
			return strings.ReplaceAll(p.town.sample(words[1], words[2]), `"commune":"00004"`, `"commune":"`+words[3]+`"`)
		case words[0] == "replacement" && len(words) == 3:
			return p.town.replacement(words[1], words[2])
		case words[0] == "fill" && len(words) == 2:
			n, err := strconv.Atoi(words[1])
			must(p.town.t, err)
			return strings.Repeat("x", n)
		}
		v, ok := p.kept[words[0]]
		if !ok {
			p.errorf("nothing was kept as %s", words[0])
		}
		return v
	})
}

// actor signs somebody in, or moves the clock.
func (p *player) actor(words []string) {
	switch {
	case words[0] == "officer" && len(words) == 4:
		p.town.officer(words[1], words[3], words[2])
	case words[0] == "citizen" && len(words) == 3:
		p.town.citizen(words[1], words[2])
	case words[0] == "system" && len(words) == 2:
		token, err := p.town.office.AddSystem(p.town.t.Context(), systemWho, words[1])
		must(p.town.t, err)
		p.town.tokens[words[1]] = token
	case words[0] == "token" && len(words) == 3:
		p.town.tokens[words[1]] = words[2]
	case words[0] == "tomorrow":
		p.town.tomorrow()
	default:
		p.errorf("what is %q?", strings.Join(words, " "))
	}
}

var headerLine = regexp.MustCompile(`^([A-Z][A-Za-z-]+): ?(.*)$`)

// request sends a request and looks at the status; it gives the line of the status.
func (p *player) request(lines []string, i int) int {
	words := strings.Fields(p.fill(lines[i]))
	if len(words) != 4 {
		p.town.t.Fatalf("%s:%d: a request is > actor METHOD path", p.file, i+1)
	}
	header, body := http.Header{}, []string{}
	for i++; i < len(lines) && !strings.HasPrefix(lines[i], "< "); i++ {
		line := p.fill(lines[i])
		if m := headerLine.FindStringSubmatch(line); m != nil && len(body) == 0 {
			header.Add(m[1], m[2])
		} else {
			body = append(body, line)
		}
	}
	if i == len(lines) {
		p.town.t.Fatalf("%s:%d: no status follows the request", p.file, p.line)
	}
	p.answer = p.town.ask(words[1], words[2], words[3], header, strings.TrimSpace(strings.Join(body, "\n")))
	p.json = nil
	if strings.Contains(p.answer.Header().Get("Content-Type"), "json") && p.answer.Body.Len() > 0 {
		dec := json.NewDecoder(strings.NewReader(p.answer.Body.String()))
		dec.UseNumber()
		if err := dec.Decode(&p.json); err != nil {
			p.errorf("the answer is no JSON: %v", err)
		}
	}
	if want := strings.TrimSpace(strings.TrimPrefix(lines[i], "<")); strconv.Itoa(p.answer.Code) != want {
		p.errorf("status %d, want %s", p.answer.Code, want)
	}
	return i
}

var expectation = regexp.MustCompile(`^(?:keep (\w+) = )?(header )?([\w.-]+)(?: (=|~|!=) (.*))?$`)

// expect looks for what an answer is to have; false when the line says nothing of the kind.
func (p *player) expect(line string) bool {
	if path, ok := strings.CutPrefix(line, "no "); ok {
		if v, there := p.member(path); there {
			p.errorf("%s is there: %v", path, v)
		}
		return true
	}
	m := expectation.FindStringSubmatch(line)
	if m == nil || m[1] == "" && m[4] == "" {
		return false
	}
	got, there := p.answer.Header().Get(m[3]), p.answer.Header().Get(m[3]) != ""
	if m[2] == "" {
		got, there = p.member(m[3])
	}
	want := p.fill(m[5])
	switch {
	case !there:
		p.errorf("%s is not there", m[3])
	case m[1] != "":
		p.kept[m[1]] = got
	case m[4] == "=" && got != want:
		p.errorf("%s is %q, want %q", m[3], got, want)
	case m[4] == "!=" && got == want:
		p.errorf("%s is %q", m[3], got)
	case m[4] == "~" && !regexp.MustCompile(want).MatchString(got):
		p.errorf("%s is %q, want %s", m[3], got, want)
	}
	return true
}

// member gives a member of the answer by its path, such as items.0.code; the last # is how many there are.
func (p *player) member(path string) (string, bool) {
	v := p.json
	for part := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			inner, ok := x[part]
			if !ok {
				return "", false
			}
			v = inner
		case []any:
			n, err := strconv.Atoi(part)
			switch {
			case part == "count":
				v = json.Number(strconv.Itoa(len(x)))
			case err != nil || n >= len(x):
				return "", false
			default:
				v = x[n]
			}
		default:
			return "", false
		}
	}
	if s, ok := v.(string); ok {
		return s, true
	}
	b, err := json.Marshal(v)
	must(p.town.t, err)
	return string(b), true
}
