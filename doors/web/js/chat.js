// A conversation that goes on by itself: what is new comes as server-sent events, each under its number, and what is typed is sent
// without leaving the page. Nothing that is typed is lost: it stays in the box until the server has it, and in this tab until then.
const chat = document.querySelector("[data-chat]");
const log = chat?.querySelector("[data-chat-log]"), state = chat?.querySelector("[data-chat-state]"), line = chat?.querySelector("[data-chat-line]");
const form = chat?.querySelector("[data-chat-form]"), text = form?.querySelector("[data-chat-text]"), wrong = form?.querySelector("[data-chat-error]");
const parse = (html) => new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
const say = (what) => { line.hidden = false; line.textContent = line.dataset[what]; };

// listen follows the stream; the browser comes back by itself and names the last number it saw.
const listen = () => {
  const stream = new EventSource(chat.dataset.chat);
  stream.addEventListener("open", () => { chat.querySelector("[data-chat-again]").hidden = true; say("live"); });
  stream.addEventListener("message", (e) => {
    if (log.querySelector(`[data-n="${CSS.escape(e.lastEventId)}"]`)) return;
    const end = innerHeight + scrollY >= document.documentElement.scrollHeight - 120 || !form?.contains(document.activeElement);
    const li = parse(e.data);
    log.append(li);
    if (end) li.scrollIntoView({ block: "nearest" });
  });
  stream.addEventListener("state", (e) => { state.replaceChildren(parse(e.data)); });
  stream.addEventListener("error", () => {
    say("off");
    chat.querySelector("[data-chat-again]").hidden = false;
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
  });
};

if (chat && window.EventSource) listen();

if (form) {
  const kept = "chat:" + form.action;
  if (!text.value) text.value = sessionStorage.getItem(kept) ?? "";
  text.addEventListener("input", () => sessionStorage.setItem(kept, text.value));
  text.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing || matchMedia("(pointer:coarse)").matches) return;
    e.preventDefault();
    form.requestSubmit();
  });
  let busy = false;
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    if (busy) return;
    busy = true;
    const sent = text.value, button = form.querySelector("button.btn");
    wrong.hidden = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Chat": "1" }, redirect: "error" });
      if (answer.ok) {
        form.elements["key"].value = crypto.randomUUID?.() ?? String(Date.now()) + Math.random();
        if (text.value === sent) text.value = "";
        else if (text.value.startsWith(sent)) text.value = text.value.slice(sent.length).trimStart();
        form.elements["files"].value = "";
        form.querySelector("details").open = false;
        sessionStorage.setItem(kept, text.value);
        say("sent");
      } else {
        wrong.textContent = answer.headers.get("Content-Type")?.startsWith("text/plain") ? await answer.text() : line.dataset.failed;
        wrong.hidden = false;
      }
    } catch { // no connection: the same key goes with the next try, so that nothing is said twice
      wrong.textContent = line.dataset.failed;
      wrong.hidden = false;
    }
    busy = false;
    button.blur();
    text.focus();
  });
}
