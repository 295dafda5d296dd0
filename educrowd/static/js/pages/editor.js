// A Markdown box: a toolbar and a preview that follows what is typed. Without this file the box is a plain form.
const AROUND = { bold: ["**", "**"], italic: ["*", "*"], code: ["`", "`"], link: ["[", "](https://)"], image: ["![", "](https://)"] };
const BEFORE = { heading: "## ", quote: "> ", list: "- " };
const KEYS = { b: "bold", i: "italic", k: "link" };

const boxOf = (element) => element.closest(".editor").querySelector("textarea");
const marked = (name, text) =>
  BEFORE[name] ? text.replace(/^/gm, BEFORE[name]) : AROUND[name].join(text);

function mark(box, name) {
  const { selectionStart: start, selectionEnd: end, value } = box;
  const text = marked(name, value.slice(start, end));
  box.focus();
  // execCommand keeps the browser's own undo, which setRangeText loses.
  if (!document.execCommand("insertText", false, text)) box.setRangeText(text, start, end, "select");
  const cursor = BEFORE[name] ? start + text.length : start + AROUND[name][0].length;
  box.setSelectionRange(cursor, cursor + (BEFORE[name] ? 0 : end - start));
}

function showTools() {
  for (const bar of document.querySelectorAll(".editor-tools[hidden]")) {
    bar.hidden = false;
    bar.querySelectorAll("button").forEach((tool, place) => (tool.tabIndex = place ? -1 : 0));
  }
}

document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-marks]");
  if (tool) mark(boxOf(tool), tool.dataset.marks);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const bar = step && event.target.closest(".editor-tools");
  if (bar) {
    const tools = [...bar.querySelectorAll("button")];
    const next = tools.at((tools.indexOf(event.target) + step) % tools.length);
    tools.forEach((tool) => (tool.tabIndex = tool === next ? 0 : -1));
    next.focus();
  }
  const name = (event.ctrlKey || event.metaKey) && KEYS[event.key];
  if (name && event.target.matches(".editor textarea")) {
    event.preventDefault();
    mark(event.target, name);
  }
});

// Once opened, the preview follows; the button closes it again.
let typing;
document.addEventListener("input", (event) => {
  const pane = event.target.closest(".editor")?.querySelector(".editor-preview");
  if (!pane?.hasChildNodes()) return;
  clearTimeout(typing);
  typing = setTimeout(() => pane.hasChildNodes() && previewer(pane).click(), 500);
});
document.addEventListener("click", (event) => {
  const button = event.isTrusted ? event.target.closest(".editor-bar > button") : null;
  const pane = button?.closest(".editor").querySelector(".editor-preview");
  if (!pane?.hasChildNodes()) return;
  event.preventDefault();
  event.stopPropagation();
  pane.replaceChildren();
}, true);
const previewer = (pane) => pane.closest(".editor").querySelector(".editor-bar > button");

// A picture goes to where the cursor was.
document.addEventListener("focusout", (event) => {
  const cursor = event.target.matches(".editor textarea") && event.target.form?.elements.cursor;
  if (cursor) cursor.value = event.target.selectionStart;
});

document.addEventListener("htmx:after:swap", showTools);
showTools();
