package office

// RateLink is the link that goes with the mail about a dossier's end.
var RateLink = (*Office).rateLink

// SurveyLink is the address of an invitation to a survey.
var SurveyLink = (*Office).surveyLink

// InvitedAmiss compares invitations with a draw.
var InvitedAmiss = (*Office).invitedAmiss

// KeptFrame reads the members of a campaign.
var KeptFrame = keptFrame

// EraseContactsNow is the daily sweep's part that erases contacts.
var EraseContactsNow = (*Office).eraseContacts
