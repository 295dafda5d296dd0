// A Markdown box: a toolbar, a preview that follows what is typed, and a copy in this browser
// until the server says that it has kept the text. Without this file the box is a plain form.
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

// The browser's own copy of what the server has not kept yet.
const form = document.querySelector("[data-keeps]");
const box = form?.querySelector(".editor textarea");
if (form) {
  const notice = document.getElementById("local-copy");
  const copy = localStorage.getItem(form.dataset.keeps);
  // A picture in the address was just put into the text, with all that had been typed: a copy without it is older.
  const placed = location.hash.slice(1);
  const isOlder = placed && box.value.includes(placed) && !copy?.includes(placed);
  if (isOlder) history.replaceState(null, "", location.pathname + location.search);
  notice.hidden = copy === null || isOlder || copy.trim() === box.value.trim();
  if (notice.hidden) localStorage.removeItem(form.dataset.keeps);
  notice.addEventListener("click", (event) => {
    const choice = event.target.dataset.local;
    if (choice === "restore") {
      box.value = copy;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (choice === "forget") localStorage.removeItem(form.dataset.keeps);
    if (choice) notice.hidden = true;
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches(".editor textarea")) localStorage.setItem(form.dataset.keeps, event.target.value);
  });
}

// What was typed while an autosave was under way is not in its answer: that copy stays.
let sent;
// The form and an autosave wait for each other: whichever came second would look outdated.
let isKeeping = false, isLeaving = false, waiting = null;
form?.addEventListener("submit", (event) => {
  isLeaving = !isKeeping;
  if (!isKeeping) return;
  event.preventDefault();
  waiting = event.submitter;
});
window.addEventListener("pageshow", () => (isLeaving = false));
document.addEventListener("htmx:before:request", (event) => {
  if (event.target.id !== "autosave") return;
  if (isLeaving) return event.preventDefault();
  isKeeping = true;
  sent = box.value;
});
document.addEventListener("htmx:finally:request", (event) => {
  if (event.target.id !== "autosave") return;
  const pressed = waiting;
  isKeeping = false;
  waiting = null;
  if (pressed) form.requestSubmit(pressed);
});
document.addEventListener("htmx:after:swap", () => {
  showTools();
  const isKept = document.querySelector("#autosave [data-kept]") && localStorage.getItem(form?.dataset.keeps) === sent;
  if (isKept) localStorage.removeItem(form.dataset.keeps);
});
showTools();
