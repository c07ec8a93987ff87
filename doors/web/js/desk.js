// The keys of the desk. Every one of them does what a link or button on the page does too.
const typing = (t) => t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName) && !/^(checkbox|radio|button|submit)$/.test(t.type);
const dialog = document.getElementById("keys");
const opener = document.querySelector("[data-keys]");
if (dialog && opener) {
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
}

const found = () => [...document.querySelectorAll("table[data-rows] tbody tr:not(.beyond), ol[data-rows] > li")];
let rows = found();
document.addEventListener("rows", () => { rows = found(); at = -1; });
let at = -1;
const select = (i) => {
  if (!rows.length) return;
  rows[at]?.classList.remove("at");
  rows[at]?.removeAttribute("aria-selected");
  at = Math.max(0, Math.min(rows.length - 1, i));
  rows[at].classList.add("at");
  (rows[at].querySelector("a") ?? rows[at].querySelector("button,input"))?.focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
};
const clear = () => { rows[at]?.classList.remove("at"); at = -1; };
rows.forEach((row, i) => row.addEventListener("focusin", () => {
  if (i === at) return;
  rows[at]?.classList.remove("at");
  at = i;
  row.classList.add("at");
}));

// Marked rows: the box is the form's own, the class is for the eye.
const boxes = rows.map((r) => r.querySelector("input[type=checkbox][data-mark]"));
const show = (i) => rows[i].classList.toggle("marked", boxes[i].checked);
const count = document.querySelector("[data-marked]");
const tally = () => { if (count) count.textContent = boxes.filter((b) => b?.checked).length; };
boxes.forEach((b, i) => b && (show(i), b.addEventListener("change", () => { show(i); tally(); })));
tally();
document.querySelector("[data-mark-all]")?.addEventListener("change", (e) => {
  boxes.forEach((b, i) => b && (b.checked = e.target.checked, show(i)));
  tally();
});

const go = (key) => document.querySelector(`a[aria-keyshortcuts="${key}"]`)?.click();
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || dialog?.open || typing(e.target)) return;
  switch (e.key) {
    case "n": case "N": go("N"); break;
    case "/": {
      const box = document.querySelector("[data-search]");
      if (box) { box.focus(); box.select(); } else go("/");
      break;
    }
    case "?": dialog?.showModal(); break;
    case "ArrowDown": if (!rows.length) return; select(at + 1); break;
    case "ArrowUp": if (!rows.length) return; select(at - 1); break;
    case "Enter":
      if (at < 0 || e.target.closest("a,button,summary")) return;
      rows[at].querySelector("a")?.click();
      break;
    case "x": case "X":
      if (at < 0 || !boxes[at]) return;
      boxes[at].click();
      break;
    case "Escape": clear(); return;
    default: return;
  }
  e.preventDefault();
});

// A running call shows how long it takes.
const twoDigits = (n) => String(n).padStart(2, "0");
for (const t of document.querySelectorAll("[data-timer]")) {
  const from = Date.parse(t.dateTime), skew = Math.max(0, from - Date.now());
  const tick = () => {
    const s = Math.max(0, Math.floor((Date.now() + skew - from) / 1000));
    t.textContent = (s >= 3600 ? Math.floor(s / 3600) + ":" : "") + twoDigits(Math.floor(s / 60) % 60) + ":" + twoDigits(s % 60);
  };
  tick();
  setInterval(tick, 1000);
}

// Whoever signs out leaves no half-written answer to the next one at this machine: the next page drops them, if nobody is signed in there.
for (const form of document.querySelectorAll('form[action="/dang-xuat"]'))
  form.addEventListener("submit", () => {
    try { sessionStorage.setItem("care-leaving", "1"); } catch { /* nothing is kept */ }
  });
