package office

import (
	"bytes"
	"encoding/xml"
	"io"

	"motcua/keep/blob"
)

// signed says whether a file that is kept bears a digital signature: a PDF with a signature dictionary, or XML with a
// Signature of XML-DSig. Whose it is, and whether it holds, is for whoever has the signer's certificate.
// choice: a result without any signature is kept from being issued as signed; a forged one is not found out here.
func (o *Office) signed(file string) (bool, error) {
	r, ref, err := o.cfg.Blobs.Get(blob.Hash(file))
	if err != nil {
		return false, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return false, err
	}
	if blob.XML(ref.Type) {
		return signedXML(b), nil
	}
	// ISO 32000-2, 12.8.1: a signature dictionary has Filter, Contents, and the byte range that it covers.
	return bytes.HasPrefix(b, []byte("%PDF-")) && bytes.Contains(b, []byte("/ByteRange")) && bytes.Contains(b, []byte("/SubFilter")), nil
}

// signedXML says whether a document has an element Signature of the namespace of XML-DSig.
func signedXML(b []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		t, err := d.Token()
		if err != nil {
			return false
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Signature" && e.Name.Space == "http://www.w3.org/2000/09/xmldsig#" {
			return true
		}
	}
}
