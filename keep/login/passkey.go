package login

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Keys asks for passkeys (khóa truy cập) in the name of one site. Whoever uses one shows the device and unlocks it by finger,
// face or code, so that it proves two things at once.
type Keys struct{ wa *webauthn.WebAuthn }

// NewKeys is for a site with the domain id, whose pages are opened under the origins; name is what the browser shows.
func NewKeys(name, id string, origins ...string) (*Keys, error) {
	wa, err := webauthn.New(&webauthn.Config{
		RPID: id, RPDisplayName: name, RPOrigins: origins, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{UserVerification: protocol.VerificationRequired, ResidentKey: protocol.ResidentKeyRequirementPreferred},
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys of %s: %w", id, err)
	}
	return &Keys{wa}, nil
}

// A KeyHolder is whose passkeys they are.
type KeyHolder struct {
	ID      []byte // at most 64 bytes that say nothing about the person
	Name    string
	Display string
	Keys    []string // as Enrolled and Answered gave them
}

// keyUser is a KeyHolder as the library wants it.
type keyUser struct {
	h    KeyHolder
	keys []webauthn.Credential
}

func (u *keyUser) WebAuthnID() []byte                         { return u.h.ID }
func (u *keyUser) WebAuthnName() string                       { return u.h.Name }
func (u *keyUser) WebAuthnDisplayName() string                { return u.h.Display }
func (u *keyUser) WebAuthnCredentials() []webauthn.Credential { return u.keys }

func (h KeyHolder) user() (*keyUser, error) {
	u := &keyUser{h: h}
	for _, k := range h.Keys {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(k), &c); err != nil {
			return nil, fmt.Errorf("passkey of %s: %w", h.Name, err)
		}
		u.keys = append(u.keys, c)
	}
	return u, nil
}

// ErrKey means that what a browser sent proves nothing: another key, another site, another challenge.
var ErrKey = errors.New("the passkey's answer does not hold")

// Enrol begins a new passkey: options are for the browser, state comes back with its answer.
func (k *Keys) Enrol(h KeyHolder) (options, state string, err error) {
	u, err := h.user()
	if err != nil {
		return "", "", err
	}
	var have []protocol.CredentialDescriptor
	for i := range u.keys {
		have = append(have, u.keys[i].Descriptor())
	}
	creation, session, err := k.wa.BeginRegistration(u, webauthn.WithExclusions(have))
	if err != nil {
		return "", "", fmt.Errorf("begin a passkey of %s: %w", h.Name, err)
	}
	return both(creation.Response, session)
}

// Enrolled gives the new passkey, for KeyHolder.Keys. The error is ErrKey.
func (k *Keys) Enrolled(h KeyHolder, state string, answer []byte) (string, error) {
	u, session, err := h.under(state)
	if err != nil {
		return "", err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return "", errors.Join(ErrKey, err)
	}
	c, err := k.wa.CreateCredential(u, session, parsed)
	if err != nil {
		return "", errors.Join(ErrKey, err)
	}
	c.Attestation = webauthn.CredentialAttestation{} // it was not asked for, and would say which device it is
	b, err := json.Marshal(c)
	return string(b), err
}

// Ask asks for one of the holder's passkeys to sign a challenge.
func (k *Keys) Ask(h KeyHolder, challenge []byte) (options, state string, err error) {
	u, err := h.user()
	if err != nil {
		return "", "", err
	}
	assertion, session, err := k.wa.BeginLogin(u, webauthn.WithChallenge(challenge), webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", "", fmt.Errorf("ask for a passkey of %s: %w", h.Name, err)
	}
	return both(assertion.Response, session)
}

// Answered gives which of the holder's passkeys signed, and how it is to be kept from now on. The error is ErrKey.
func (k *Keys) Answered(h KeyHolder, state string, answer []byte) (which int, key string, err error) {
	u, session, err := h.under(state)
	if err != nil {
		return 0, "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return 0, "", errors.Join(ErrKey, err)
	}
	c, err := k.wa.ValidateLogin(u, session, parsed)
	if err != nil {
		return 0, "", errors.Join(ErrKey, err)
	}
	if c.Authenticator.CloneWarning {
		return 0, "", fmt.Errorf("%w: its counter went back, so that there may be a copy", ErrKey)
	}
	for i := range u.keys {
		if bytes.Equal(u.keys[i].ID, c.ID) {
			b, err := json.Marshal(c)
			return i, string(b), err
		}
	}
	return 0, "", ErrKey
}

func (h KeyHolder) under(state string) (*keyUser, webauthn.SessionData, error) {
	var session webauthn.SessionData
	u, err := h.user()
	if err != nil {
		return nil, session, err
	}
	if err := json.Unmarshal([]byte(state), &session); err != nil {
		return nil, session, fmt.Errorf("state of a passkey: %w", err)
	}
	return u, session, nil
}

func both(options, session any) (string, string, error) {
	o, err := json.Marshal(options)
	if err != nil {
		return "", "", err
	}
	s, err := json.Marshal(session)
	return string(o), string(s), err
}
