// The console looks by itself whether something came in; nothing moves under the hand, and nothing that is typed is lost. Without
// this file the page is read anew.
const list = document.querySelector("[data-care-list]"), talk = document.querySelector("[data-care-talk]");
const box = document.querySelector("[data-care-box]"), fresh = document.querySelector("[data-care-fresh]");
let hand = false;
list?.addEventListener("pointerenter", () => hand = true);
list?.addEventListener("pointerleave", () => hand = false);
const busy = () => hand || list?.contains(document.activeElement);

const look = async () => {
  if (document.hidden || !list) return;
  let page;
  try {
    const answer = await fetch(list.dataset.careNews, { credentials: "same-origin", headers: { "If-None-Match": list.dataset.careMark } });
    if (answer.status !== 200 || answer.redirected) return; // 304: nothing is new
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch { return; } // no connection: the page stays as it is
  const newList = page.querySelector("[data-care-list]"), newTalk = page.querySelector("[data-care-talk]");
  if (newList && newList.innerHTML === list.innerHTML) list.dataset.careMark = newList.dataset.careMark;
  else if (newList) {
    if (busy()) fresh.textContent = fresh.dataset.words;
    else {
      list.innerHTML = newList.innerHTML;
      list.dataset.careMark = newList.dataset.careMark;
      fresh.textContent = "";
      document.dispatchEvent(new Event("rows"));
    }
  }
  if (talk && newTalk && newTalk.dataset.careTalk !== talk.dataset.careTalk) {
    talk.dataset.careTalk = newTalk.dataset.careTalk;
    // What was said grows above the box: the box stays where it is on the screen.
    const at = box?.getBoundingClientRect().top;
    for (const part of ["[data-care-head]", "[data-care-said]"])
      talk.querySelector(part)?.replaceWith(document.importNode(newTalk.querySelector(part), true));
    if (box && document.activeElement === box) scrollBy(0, box.getBoundingClientRect().top - at);
  }
};
setInterval(look, 30000);
// The house says when something is new anywhere; several at once are one look.
let soon = 0;
new EventSource("/care/live").addEventListener("changed", () => {
  clearTimeout(soon);
  soon = setTimeout(look, 700);
});

// A saved reply goes into the box where the writer is, beside what stands there.
for (const a of document.querySelectorAll("[data-insert]")) {
  a.addEventListener("click", (e) => {
    if (!box) return;
    e.preventDefault();
    const before = box.value.slice(0, box.selectionStart), after = box.value.slice(box.selectionEnd);
    const gap = (s, edge) => s && !edge.test(s) ? "\n" : ""; // words do not grow together
    box.setRangeText(gap(before, /\s$/) + a.dataset.insert + gap(after, /^\s/), box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input"));
    box.focus();
  });
}

// What is typed stays with its conversation while another one is looked at, in this window alone and for its writer alone, until it is
// sent. Whoever else signs in here finds none of it; whoever signs out in another window has left this one too.
if (box) {
  const draft = "care-draft:" + box.dataset.careBox, own = draft.slice(0, draft.lastIndexOf(":") + 1);
  const put = (s) => { try { s ? sessionStorage.setItem(draft, s) : sessionStorage.removeItem(draft); } catch { /* no storage: nothing is kept */ } };
  const drop = (which) => { for (const k of Object.keys(sessionStorage)) if (k.startsWith("care-draft:") && which(k)) sessionStorage.removeItem(k); };
  let kept = "";
  try {
    drop((k) => !k.startsWith(own));
    localStorage.setItem("care-here", "1"); // that there is something to be cleared at the sign-out of another window
    kept = sessionStorage.getItem(draft) || "";
  } catch { /* likewise */ }
  if (kept && !box.value) box.value = kept;
  box.addEventListener("input", () => put(box.value));
  box.form.addEventListener("submit", (e) => {
    if (!(e.submitter?.getAttribute("formaction") || "").includes("/replies")) put("");
  });
  addEventListener("storage", (e) => {
    if (e.storageArea !== localStorage || e.key && e.key !== "care-left") return; // no key: the house had all of it cleared
    drop(() => true);
    box.value = "";
    location.reload();
  });
}
