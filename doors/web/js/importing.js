// The page of an import follows it. Without this file the link on the page does the same.
const box = document.querySelector("[data-importing]");
const look = async () => {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page && page.querySelector("[data-importing]");
    if (fresh) {
      // The status stays the same element, so that what changes in it is read out.
      const [said, ...rest] = fresh.children, status = box.firstElementChild;
      if (status.innerHTML !== said.innerHTML) status.innerHTML = said.innerHTML;
      box.replaceChildren(status, ...rest.map((e) => document.importNode(e, true)));
      box.toggleAttribute("data-open", fresh.hasAttribute("data-open"));
    }
  } catch { /* no connection: the next look may have one */ }
  if (box.hasAttribute("data-open")) setTimeout(look, 1000);
};
if (box?.hasAttribute("data-open")) setTimeout(look, 1000);
