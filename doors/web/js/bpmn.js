// A process in the viewer of bpmn.io, for those who know it: the drawing of the page says the same without a script. The
// viewer is fetched when it is asked for; its mark stays visible, as its licence wants.
const box = document.querySelector("[data-bpmn]");
const button = document.querySelector("[data-bpmn-open]");
const said = document.querySelector("[data-bpmn-said]");

const style = (href) => new Promise((done, failed) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  link.onload = done;
  link.onerror = failed;
  document.head.append(link);
});

const open = async () => {
  button.disabled = true;
  said.hidden = true;
  try {
    const [xml] = await Promise.all([
      fetch(box.dataset.bpmn).then((r) => { if (!r.ok) throw new Error(r.status); return r.text(); }),
      style(box.dataset.sheet),
      import(box.dataset.reader),
    ]);
    box.hidden = false;
    box.replaceChildren();
    const viewer = new window.BpmnJS({ container: box });
    const { warnings } = await viewer.importXML(xml);
    viewer.get("canvas").zoom("fit-viewport", "auto");
    box.dataset.warnings = warnings.length;
    box.tabIndex = 0;
    box.focus();
    button.hidden = true;
  } catch {
    box.hidden = true;
    said.textContent = box.dataset.failed;
    said.hidden = false;
    button.disabled = false;
  }
};

if (box && button) {
  button.hidden = false;
  button.addEventListener("click", open);
}
