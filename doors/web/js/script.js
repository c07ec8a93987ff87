// The scripts that fit stand beside a call while one types what it is about, or looks for one. Without this file the button beside the
// box does the same.
const fits = document.querySelector("[data-scripts]"), box = document.querySelector("[data-script-words]");
const about = document.querySelector("[data-script-about]") ?? document.querySelector('form[action="/care/new"] [name=subject]');
let timer = 0, asked = new AbortController();
const ask = async () => {
  asked.abort();
  asked = new AbortController();
  const q = new URLSearchParams({ script: box.value.trim(), about: about?.value?.trim() ?? about?.dataset.scriptAbout ?? "" });
  try {
    const answer = await fetch(fits.dataset.scripts + "?" + q, { signal: asked.signal, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) fits.innerHTML = await answer.text(); // made by our own server, escaped there
  } catch { /* typed on, or no connection: what stands there stays */ }
};
if (fits && box) {
  const later = () => { clearTimeout(timer); timer = setTimeout(ask, 250); };
  box.addEventListener("input", later);
  about?.addEventListener("input", later);
  box.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.isComposing) return;
    e.preventDefault(); // it is looked for, and nothing is sent
    clearTimeout(timer);
    ask();
  });
}
