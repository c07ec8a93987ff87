// The counter's own keys. Everything here is a button on the page too.
const form = document.querySelector("form[data-intake]");
if (form) {
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
    e.preventDefault();
    form.querySelector("[data-receive]").click();
  });
  // What is first still to be filled in has the focus, so that a clerk who read a card goes on typing at once.
  if (document.activeElement === document.body && !document.getElementById("problem")) {
    const left = [...document.querySelectorAll(".side-left a[href^='#']")].map((a) => document.getElementById(decodeURIComponent(a.hash.slice(1)))).filter(Boolean);
    left.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    left[0]?.focus({ preventScroll: true });
  }
  // Scans are sent as soon as they are chosen: they are kept with the draft before anything else can go wrong.
  form.addEventListener("change", (e) => {
    if (e.target.type === "file" && e.target.name.startsWith("scan.") && e.target.files.length) {
      form.querySelector("button[value=save]").click();
    }
  });
}
