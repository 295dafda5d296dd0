// In a list with data-keys: J and K walk its rows, and a letter presses what names it in aria-keyshortcuts.
// Letters count only while a row, or a button in it, has the focus, and never while somebody writes.
const beside = { j: "nextElementSibling", k: "previousElementSibling" };

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-keys] > *");
  if (!row || event.target.matches("textarea, input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const next = row[beside[key]];
  const named = [...row.querySelectorAll("[aria-keyshortcuts]")];
  const button = named.find((one) => one.getAttribute("aria-keyshortcuts").toLowerCase() === key);
  if (!next && !button) return;
  event.preventDefault();
  if (next) return next.focus();
  row.focus();
  button.click();
  const opened = button.closest("details")?.querySelector("textarea");
  if (opened) setTimeout(() => opened.focus());
});

// A pressed button goes with what it has done: the row keeps the focus, so that U takes it back and J goes on.
document.addEventListener("submit", (event) => {
  event.target.closest("[data-keys] > *")?.focus();
}, true);
