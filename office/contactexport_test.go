package office

import "context"

// EraseContactsNow is the daily sweep's part that erases contacts.
func (o *Office) EraseContactsNow(ctx context.Context) error { return o.eraseContacts(ctx) }
