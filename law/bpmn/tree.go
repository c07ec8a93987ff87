package bpmn

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// An element is a piece of a file, with the line on which it stands.
type element struct {
	name  xml.Name
	attrs []xml.Attr
	line  int
	kids  []*element
	text  string
}

// attr gives an attribute without a namespace.
func (e *element) attr(name string) string { return e.own("", name) }

// own gives an attribute of a namespace.
func (e *element) own(space, name string) string {
	for _, a := range e.attrs {
		if a.Name.Space == space && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// has says whether an attribute without a namespace is there.
func (e *element) has(name string) bool {
	for _, a := range e.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return true
		}
	}
	return false
}

// is says whether the element is one of BPMN 2.0.
func (e *element) is(local string) bool { return e.name.Space == spaceBPMN && e.name.Local == local }

// ours gives the extension elements of our namespace with a name.
func (e *element) ours(local string) []*element {
	var out []*element
	for _, k := range e.kids {
		if !k.is("extensionElements") {
			continue
		}
		for _, x := range k.kids {
			if x.name.Space == Namespace && x.name.Local == local {
				out = append(out, x)
			}
		}
	}
	return out
}

// refusal is about the element.
func (e *element) refusal(code string, pairs ...string) Refusal {
	r := Refusal{Line: e.line, Element: e.name.Local, ID: e.attr("id"), Code: code}
	for i := 0; i+1 < len(pairs); i += 2 {
		if r.Args == nil {
			r.Args = map[string]string{}
		}
		r.Args[pairs[i]] = pairs[i+1]
	}
	return r
}

// parse reads the file into a tree. There are no entities beyond the five of XML, because there is no document type: one is
// refused where it stands. Its error is Refusals.
func parse(b []byte) (*element, error) {
	if len(b) > MostBytes {
		return nil, Refusals{{Code: "size", Args: map[string]string{"most": strconv.Itoa(MostBytes >> 20)}}}
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = latin
	var root *element
	var open []*element
	for n := 0; ; {
		line, _ := d.InputPos()
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unreadable(err)
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, Refusals{{Line: line, Code: "dtd"}}
		case xml.StartElement:
			n++
			e := &element{name: t.Name, attrs: t.Attr, line: line}
			switch {
			case n > mostElements:
				return nil, Refusals{e.refusal("elements", "most", strconv.Itoa(mostElements))}
			case len(open) >= mostDepth:
				return nil, Refusals{e.refusal("depth", "most", strconv.Itoa(mostDepth))}
			case len(open) > 0:
				open[len(open)-1].kids = append(open[len(open)-1].kids, e)
			case root != nil:
				return nil, Refusals{e.refusal("syntax", "reason", "a second root element")}
			default:
				root = e
			}
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		}
	}
	if root == nil {
		return nil, Refusals{{Line: 1, Code: "syntax", Args: map[string]string{"reason": "no element"}}}
	}
	return root, nil
}

// latin reads ISO-8859-1, in which some drawing tools write; its bytes are the first letters of Unicode.
func latin(charset string, in io.Reader) (io.Reader, error) {
	if !strings.EqualFold(charset, "ISO-8859-1") && !strings.EqualFold(charset, "US-ASCII") {
		return nil, errors.New("the encoding " + charset + " is not read; save the file as UTF-8")
	}
	b, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	for _, c := range b {
		out.WriteRune(rune(c))
	}
	return strings.NewReader(out.String()), nil
}

// unreadable says why the bytes are no XML.
func unreadable(err error) Refusals {
	r := Refusal{Code: "syntax", Args: map[string]string{"reason": strings.TrimPrefix(err.Error(), "xml: ")}}
	var s *xml.SyntaxError
	if errors.As(err, &s) {
		r.Line, r.Args["reason"] = s.Line, s.Msg
	}
	return Refusals{r}
}
