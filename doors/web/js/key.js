// Passkeys. A form with data-key carries the options of the browser's call; its answer goes into the field "passkey", and the
// form is sent. Without script, or where the browser knows no passkeys, the form stays hidden and the code is typed.
const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const words = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (list) => (list || []).map((c) => ({ ...c, id: bytes(c.id) }));

const call = {
  new: (o) => navigator.credentials.create({ publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: listed(o.excludeCredentials) } }),
  ask: (o) => navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: listed(o.allowCredentials) } }),
};

const plain = (c) => {
  const out = { id: c.id, rawId: words(c.rawId), type: c.type, clientExtensionResults: c.getClientExtensionResults(), response: {} };
  for (const k of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (c.response[k]) out.response[k] = words(c.response[k]);
  }
  if (c.response.getTransports) out.response.transports = c.response.getTransports();
  return out;
};

for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-key]") : []) {
  form.hidden = false;
  const failed = form.querySelector("[data-key-failed]");
  form.addEventListener("submit", async (e) => {
    if (form.elements.passkey.value) return;
    e.preventDefault();
    failed.hidden = true;
    try {
      form.elements.passkey.value = JSON.stringify(plain(await call[form.dataset.key](JSON.parse(form.dataset.options))));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
