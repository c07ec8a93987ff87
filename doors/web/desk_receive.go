package web

// draftReceive is the kind of a draft of the counter's intake.
const draftReceive = "receive"
