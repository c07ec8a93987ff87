// Every page works without this file; it only saves some clicks.

// An open menu closes when the reader goes on elsewhere.
const menus = document.querySelectorAll("details[data-menu]");
document.addEventListener("click", (e) => menus.forEach((m) => m.contains(e.target) || (m.open = false)));
document.addEventListener("keydown", (e) => e.key === "Escape" && menus.forEach((m) => {
  if (m.open) { m.open = false; m.querySelector("summary").focus(); }
}));

// What was wrong is read aloud first.
document.getElementById("problem")?.focus();

// A second click on the same button sends nothing twice; coming back with the browser's arrow frees it again.
document.addEventListener("submit", (e) => {
  if (e.target.method !== "post" || e.defaultPrevented) return;
  if (e.target.dataset.sent) { e.preventDefault(); return; }
  e.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

// Drafts: form[data-draft] has the address that keeps it and, in data-draft-id, the name of its copy in the browser.
// The copy is only for when the server cannot be reached, and goes away with the next success.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const note = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
  const name = "draft:" + (form.dataset.draftId || location.pathname);
  const fields = () => new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string"));
  const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
  const say = (key) => { if (note) note.textContent = (note.dataset["words" + key] || "").replace("{time}", clock()); };
  let timer = 0, last = fields().toString(), busy = false;

  const keepHere = () => {
    try {
      const f = fields();
      f.delete("csrf");
      localStorage.setItem(name, f.toString());
      say("Local");
    } catch { say("Lost"); }
  };
  const keep = async () => {
    const now = fields().toString();
    if (busy) { timer = setTimeout(keep, 1500); return; }
    if (now === last) return;
    busy = true;
    try {
      const r = await fetch(form.dataset.draft, { method: "POST", body: fields(), keepalive: now.length < 60000, headers: { "X-Draft": "1" } });
      if (!r.ok || r.redirected) throw new Error(String(r.status));
      last = now;
      localStorage.removeItem(name);
      say("Saved");
    } catch { keepHere(); }
    busy = false;
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 1200); });
  addEventListener("pagehide", () => { if (!form.dataset.sent) keep(); });
  addEventListener("online", keep);
  form.addEventListener("submit", () => { clearTimeout(timer); });

  // After a power cut the copy in the browser is newer than the server's: put back what the boxes do not have.
  try {
    const kept = localStorage.getItem(name);
    if (kept) {
      for (const [k, v] of new URLSearchParams(kept)) {
        const box = form.elements[k];
        if (box && "value" in box && !box.value) box.value = v;
      }
      keep();
    }
  } catch { /* a browser without storage keeps drafts on the server alone */ }
}
