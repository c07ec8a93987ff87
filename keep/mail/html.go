package mail

import (
	"html"
	"strings"
)

// breaking are elements that begin a line of their own.
var breaking = map[string]bool{
	"p": true, "div": true, "br": true, "li": true, "tr": true, "table": true, "h1": true, "h2": true, "h3": true, "h4": true, "ul": true, "ol": true, "blockquote": true, "hr": true, "pre": true,
}

// silent are elements whose content is not text.
var silent = map[string]bool{"script": true, "style": true, "head": true, "title": true, "template": true, "noscript": true}

// ofHTML gives the words of a page. It is for reading alone: what comes out is text, and is written as text wherever it is shown.
func ofHTML(s string) string {
	var out strings.Builder
	for s != "" {
		before, rest, ok := strings.Cut(s, "<")
		if before != "" && isBlank(rune(before[0])) {
			out.WriteByte(' ')
		}
		out.WriteString(strings.Join(strings.FieldsFunc(html.UnescapeString(before), isBlank), " "))
		if n := len(before); n > 1 && isBlank(rune(before[n-1])) {
			out.WriteByte(' ')
		}
		if !ok {
			break
		}
		if strings.HasPrefix(rest, "!--") {
			_, s, _ = strings.Cut(rest, "-->")
			continue
		}
		tag, after, closed := strings.Cut(rest, ">")
		if !closed {
			break
		}
		name := strings.ToLower(strings.TrimLeft(tag, "/"))
		if i := strings.IndexFunc(name, func(c rune) bool { return isBlank(c) || c == '/' }); i >= 0 {
			name = name[:i]
		}
		if breaking[name] {
			out.WriteByte('\n')
		}
		if s = after; silent[name] && !strings.HasPrefix(tag, "/") {
			end := strings.Index(strings.ToLower(s), "</"+name)
			if end < 0 {
				break
			}
			s = s[end:]
		}
	}
	return out.String()
}

func isBlank(c rune) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\u00a0'
}

// tidy leaves at most one empty line between lines, and no blanks around them.
func tidy(s string) string {
	var out []string
	empty := 0
	for line := range strings.Lines(strings.ReplaceAll(s, "\r\n", "\n")) {
		line = strings.Trim(line, " \t\r\n\u00a0")
		if empty++; line != "" {
			empty = 0
		}
		if empty < 2 {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
