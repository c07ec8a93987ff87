// While a form is written, what it will look like and what is wrong with it follow the typing. Without this file the
// button under the preview does the same.
for (const form of document.querySelectorAll("form[data-design]")) {
  let wait, run = 0;
  // The piece that is written is marked in the preview and scrolled to, within the preview alone.
  const mark = (lead) => {
    const box = form.dataset.design && document.getElementById(form.dataset.design), at = box?.closest(".field,.group"), frame = form.querySelector(".design-show");
    at?.classList.add("at");
    if (at && lead && frame.scrollHeight > frame.clientHeight) frame.scrollTop += at.getBoundingClientRect().top - frame.getBoundingClientRect().top - 96;
  };
  mark(true);
  const body = () => {
    const out = new URLSearchParams();
    for (const [name, v] of new FormData(form)) out.append(name, typeof v === "string" ? v : v.name);
    out.append("do", "live");
    return out;
  };
  // The mistake of a box stands where the server draws it.
  const errors = (fresh) => {
    for (const box of form.querySelectorAll(".design-write .box")) {
      const theirs = fresh.getElementById(box.id)?.closest(".field"), ours = box.closest(".field");
      if (!theirs || !ours) continue;
      const said = theirs.querySelector(".error"), had = ours.querySelector(".error");
      if (said?.textContent === had?.textContent) continue;
      had?.remove();
      ours.classList.toggle("wrong", !!said);
      box.toggleAttribute("aria-invalid", !!said);
      if (said) {
        said.setAttribute("role", "status");
        box.before(said);
      }
    }
  };
  const live = async () => {
    const mine = ++run;
    let page;
    try {
      const answer = await fetch(form.action, { method: "POST", body: body(), credentials: "same-origin" });
      if (!answer.ok) return; // the button says why
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return; // no connection: the page stays as it is
    }
    if (mine !== run) return;
    const at = document.activeElement, id = at?.id, sel = at?.selectionStart;
    const fresh = page.querySelectorAll("[data-live]");
    form.querySelectorAll("[data-live]").forEach((part, i) => fresh[i] && part.replaceWith(document.importNode(fresh[i], true)));
    errors(page);
    if (id && document.activeElement !== document.getElementById(id)) {
      const back = document.getElementById(id);
      back?.focus({ preventScroll: true });
      try { back?.setSelectionRange(sel, sel); } catch { /* no text */ }
    }
    mark(false);
    form.dispatchEvent(new Event("drawn", { bubbles: true }));
  };
  const soon = (e) => {
    if (e.target.name === "w" || e.target.name?.startsWith("new.")) return;
    clearTimeout(wait);
    wait = setTimeout(live, e.type === "change" ? 50 : 400);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}
