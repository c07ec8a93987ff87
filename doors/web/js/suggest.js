// Under a search box with data-suggest stands what fits while one types. Arrows go through it, Escape closes it. Without
// this file the button leads to the same procedures.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const form = input.form, box = form.querySelector("[data-suggest-box]"), said = form.querySelector("[data-suggest-said]");
  let timer = 0, asked = new AbortController();
  const close = () => { box.hidden = true; said.textContent = ""; };
  const ask = async () => {
    asked.abort();
    asked = new AbortController();
    const q = input.value.trim();
    if (q.length < 2) { box.replaceChildren(); close(); return; }
    try {
      const answer = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(q), { signal: asked.signal, credentials: "same-origin" });
      if (!answer.ok) return;
      box.innerHTML = await answer.text(); // made by our own server, escaped there
      const found = box.firstElementChild;
      box.hidden = !found;
      said.textContent = found ? found.dataset.found : "";
    } catch { /* typed on, or no connection: the button still works */ }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 180); });
  form.addEventListener("keydown", (e) => {
    if (box.hidden) return;
    const stops = [input, ...box.querySelectorAll("a")], at = stops.indexOf(document.activeElement);
    if (e.key === "Escape") { close(); input.focus(); }
    else if (e.key === "ArrowDown" && at >= 0 && at < stops.length - 1) stops[at + 1].focus();
    else if (e.key === "ArrowUp" && at > 0) stops[at - 1].focus();
    else return;
    e.preventDefault();
  });
  form.addEventListener("focusout", (e) => { if (!form.contains(e.relatedTarget)) setTimeout(close, 150); });
}
