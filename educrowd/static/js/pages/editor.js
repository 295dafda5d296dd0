// The toolbar of a Markdown box: each tool wraps the selection or starts its lines with a mark.
const AROUND = { bold: ["**", "**"], italic: ["*", "*"], code: ["`", "`"], link: ["[", "](https://)"], image: ["![", "](https://)"] };
const BEFORE = { heading: "## ", quote: "> ", list: "- " };
const KEYS = { b: "bold", i: "italic", k: "link" };

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

for (const bar of document.querySelectorAll(".editor-tools")) {
  const box = document.getElementById(bar.getAttribute("aria-controls"));
  const tools = [...bar.querySelectorAll("button")];
  bar.hidden = false;
  tools.forEach((tool, place) => (tool.tabIndex = place ? -1 : 0));
  bar.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-marks]");
    if (tool) mark(box, tool.dataset.marks);
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tools.at((tools.indexOf(document.activeElement) + step) % tools.length);
    tools.forEach((tool) => (tool.tabIndex = tool === next ? 0 : -1));
    next.focus();
  });
  box.addEventListener("keydown", (event) => {
    const name = (event.ctrlKey || event.metaKey) && KEYS[event.key];
    if (!name) return;
    event.preventDefault();
    mark(box, name);
  });
}
