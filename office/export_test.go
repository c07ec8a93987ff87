package office

// RateLink is the link that goes with the mail about a dossier's end.
var RateLink = (*Office).rateLink
