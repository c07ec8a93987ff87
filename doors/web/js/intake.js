// The counter's own keys. Everything here is a button on the page too.
const form = document.querySelector("form[data-intake]");
if (form) {
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
    e.preventDefault();
    form.querySelector("[data-receive]").click();
  });
  // Scans are sent as soon as they are chosen: they are kept with the draft before anything else can go wrong.
  form.addEventListener("change", (e) => {
    if (e.target.type === "file" && e.target.name.startsWith("scan.") && e.target.files.length) {
      form.querySelector("button[value=save]").click();
    }
  });
}
