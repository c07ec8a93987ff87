// Every page works without this file; it only saves some clicks.

// An open menu closes when the reader goes on elsewhere.
const menus = document.querySelectorAll("details[data-menu]");
document.addEventListener("click", (e) => menus.forEach((m) => m.contains(e.target) || (m.open = false)));
document.addEventListener("keydown", (e) => e.key === "Escape" && menus.forEach((m) => {
  if (m.open) { m.open = false; m.querySelector("summary").focus(); }
}));

// What was wrong is read aloud first, and else what was done: the focus lies there, unless the page begins with a box of its own or
// the address leads to a place.
const said = document.getElementById("problem") ?? (location.hash ? null : document.getElementById("said"));
if (said && (said.id === "problem" || document.activeElement === document.body)) said.focus({ preventScroll: said.id === "said" });

// A second click on the same button sends nothing twice; coming back with the browser's arrow frees it again.
document.addEventListener("submit", (e) => {
  if (e.target.method !== "post" || e.defaultPrevented) return;
  if (e.target.dataset.sent) { e.preventDefault(); return; }
  e.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

// Half-written answers of the care desk go once their writer is signed out, or somebody has to sign in here, and stay while their writer
// is asked whether they leave.
try {
  const leaving = sessionStorage.getItem("care-leaving");
  sessionStorage.removeItem("care-leaving");
  const left = leaving && !document.querySelector('form[action="/dang-xuat"]');
  if (left || document.querySelector('form[action="/dang-nhap"]'))
    for (const k of Object.keys(sessionStorage)) if (k.startsWith("care-draft:")) sessionStorage.removeItem(k);
  if (left) localStorage.setItem("care-left", String(Date.now())); // their other windows are told
} catch { /* no storage: nothing was kept */ }

// Drafts: form[data-draft] has the address that keeps it and, in data-draft-id, the name of its copy in the browser.
// The copy is only for when the server cannot be reached, and goes away with the next success.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const note = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
  const name = "draft:" + (form.dataset.draftId || location.pathname);
  const fields = () => new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string"));
  const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" });
  const say = (key) => { if (note) note.textContent = (note.dataset["words" + key] || "").replace("{time}", clock()); };
  let base = note?.dataset.at ?? "", timer = 0, last = fields().toString(), busy = false;

  const keepHere = () => {
    try {
      const f = fields();
      f.delete("csrf");
      localStorage.setItem(name, JSON.stringify({ base, fields: f.toString() }));
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
      base = new Date(r.headers.get("Date") ?? Date.now()).toISOString();
      localStorage.removeItem(name);
      say("Saved");
    } catch { keepHere(); }
    busy = false;
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 1200); });
  addEventListener("pagehide", () => { if (!form.dataset.sent) keep(); });
  addEventListener("online", keep);
  form.addEventListener("submit", () => { clearTimeout(timer); });

  // A copy is there because the server could not be reached: it is newer than what the server has, unless the draft was saved
  // elsewhere after the server was last heard here. Then it fills the empty boxes only.
  try {
    const kept = JSON.parse(localStorage.getItem(name));
    if (kept) {
      const newer = !base || Date.parse(base) <= Date.parse(kept.base);
      const values = new URLSearchParams(kept.fields), used = {};
      for (const box of form.elements) {
        if (!box.name || !values.has(box.name) && !/^(radio|checkbox)$/.test(box.type) || /^(hidden|file|submit|button)$/.test(box.type)) continue;
        const all = values.getAll(box.name);
        if (/^(radio|checkbox)$/.test(box.type)) {
          if (newer) box.checked = all.includes(box.value);
          continue;
        }
        const v = all[used[box.name] = (used[box.name] ?? -1) + 1];
        if (v !== undefined && (newer || !box.value)) box.value = v;
      }
      form.dispatchEvent(new Event("input", { bubbles: true }));
      keep();
    }
  } catch { /* a browser without storage keeps drafts on the server alone */ }
}
