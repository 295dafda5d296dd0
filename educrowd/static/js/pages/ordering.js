// Questions of order: buttons move a row up or down. The selects, which do without this file, stay in step unseen.
const icon = (way) => `<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="${way === "up" ? "m6 15 6-6 6 6" : "m6 9 6 6 6-6"}"/></svg>`;
const words = (row) => row.querySelector("label").textContent;
const tell = (text) => (document.getElementById("quiz-said").textContent = text);

for (const list of document.querySelectorAll("[data-order]")) {
  const rows = () => [...list.children];
  const place = (row) => Number(row.querySelector("select").value) || Infinity;
  const isAnswered = () => rows().some((row) => place(row) < Infinity);

  const keep = document.createElement("button");
  keep.type = "button";
  keep.className = "button quiet small";
  keep.textContent = "Keep this order";
  keep.addEventListener("click", () => number("Kept in this order."));
  list.after(keep);

  for (const row of rows().sort((one, other) => place(one) - place(other))) {
    list.append(row);
    const select = row.querySelector("select");
    select.classList.add("visually-hidden");
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    const buttons = document.createElement("span");
    buttons.className = "order-buttons";
    for (const way of ["up", "down"]) buttons.append(button(row, way));
    row.append(buttons);
  }
  list.classList.add("movable");
  list.previousElementSibling.textContent = "Move them up or down.";
  show();

  function button(row, way) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button square quiet";
    made.innerHTML = icon(way);
    made.setAttribute("aria-label", `Move “${words(row)}” ${way}`);
    made.addEventListener("click", () => move(row, way, made));
    return made;
  }

  function move(row, way, pressed) {
    const beside = way === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (beside) beside[way === "up" ? "before" : "after"](row);
    pressed.focus();
    number(`“${words(row)}” is ${rows().indexOf(row) + 1} of ${rows().length}.`);
  }

  function number(said) {
    rows().forEach((row, at) => (row.querySelector("select").value = String(at + 1)));
    list.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
    show();
    tell(said);
  }

  function show() {
    // What has the focus is never taken away.
    keep.hidden = isAnswered() && document.activeElement !== keep;
  }
}
