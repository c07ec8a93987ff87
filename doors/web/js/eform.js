// Questions that are asked only sometimes: without this file they stand there with the condition in words. The server
// judges what is asked by the same conditions.
const answers = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
  .filter((b) => !b.closest(".cond[data-off]") && (!/^(radio|checkbox)$/.test(b.type) || b.checked))
  .map((b) => b.value).filter((v) => v !== "");
const holds = (form, t) => answers(form, t.name).some((v) => t.values.includes(v)) !== t.not;

for (const form of document.forms) {
  if (!form.querySelector(".cond[data-when]") && !form.querySelector("[data-live]")) continue;
  const show = () => {
    for (const box of form.querySelectorAll(".cond[data-when]")) {
      const rule = JSON.parse(box.dataset.when);
      const ok = rule.any ? rule.terms.some((t) => holds(form, t)) : rule.terms.every((t) => holds(form, t));
      box.toggleAttribute("data-off", !ok);
      box.hidden = !ok;
    }
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  form.addEventListener("drawn", show);
  show();
}

// Of an address only the boxes of the place that was chosen are shown.
const places = (within) => within.querySelectorAll("[data-address]").forEach((box) => {
  const place = box.querySelector("select[name$='.place']");
  const show = () => {
    const home = place.value === box.dataset.address;
    const country = /^[A-Z]/.test(place.value);
    for (const part of box.querySelectorAll("[data-in]")) part.hidden = part.dataset.in === "city" ? !home : home || country;
  };
  place.addEventListener("change", show);
  show();
});
places(document);
document.addEventListener("drawn", (e) => places(e.target));

// Adding and removing an entry asks the server, which shows the page again at the same place.
for (const b of document.querySelectorAll("button[name=_add],button[name=_remove]")) {
  b.addEventListener("click", () => {
    try { sessionStorage.setItem("eform-at", location.pathname + "\n" + scrollY); } catch { /* the page starts at its top */ }
  });
}
try {
  const [path, y] = (sessionStorage.getItem("eform-at") || "").split("\n");
  sessionStorage.removeItem("eform-at");
  if (path === location.pathname && !document.getElementById("problem")) scrollTo(0, Number(y));
} catch { /* the page starts at its top */ }
