package form

// Files gives the hashes of the kept files that clean values name, in the order of the form: what Judge gave, not what
// was typed.
func (c *Compiled) Files(clean Values) []string { return filesIn(&c.root, clean, nil) }

func filesIn(o *object, in map[string]any, found []string) []string {
	for _, f := range o.fields {
		switch v := in[f.ID].(type) {
		case string:
			if f.Kind == File && v != "" {
				found = append(found, v)
			}
		case map[string]any:
			found = filesIn(&f.inner, v, found)
		case []any:
			for _, entry := range v {
				if m, ok := asObject(entry); ok {
					found = filesIn(&f.inner, m, found)
				}
			}
		}
	}
	return found
}
