// The QR code of form 01 leads to /tra-cuu#<code>.<check>. The part behind # never reaches a server or a log by itself:
// it is read here, taken out of the address, and sent as a form.
const form = document.querySelector("form[data-lookup]");
const read = (hash) => { try { return decodeURIComponent(hash); } catch { return ""; } };
const [, code, check] = /^#(.+)\.([0-9A-Za-z]{10})$/.exec(read(location.hash)) || [];
if (form && code) {
  history.replaceState(null, "", location.pathname);
  form.elements["ma"].value = code;
  form.elements["kiem-tra"].value = check;
  form.requestSubmit();
}
