// Lessons are dragged by their handle, within and between sections, and so are the blocks of a front page.
// The buttons beside it do the same.
let dragged;
const rowOf = (element) => element.closest?.(".builder-lesson, .arranged > ol > li");

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".builder-drag") && rowOf(event.target);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setDragImage(dragged, 0, 0);
  dragged.classList.add("dragged");
});

document.addEventListener("dragover", (event) => {
  const list = dragged && event.target.closest?.(".builder-section, .arranged")?.querySelector("ol");
  if (!list) return;
  event.preventDefault();
  const over = rowOf(event.target);
  if (!over) return list.children.length || list.append(dragged);
  const { top, height } = over.getBoundingClientRect();
  if (over !== dragged) over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
});

document.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  place(dragged);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
});

async function place(row) {
  const form = new FormData(row.querySelector("form[data-moves]"));
  const section = row.closest(".builder-section");
  if (section) form.set("section", section.id.replace("section-", ""));
  form.set("place", 1 + [...row.parentElement.children].indexOf(row));
  const answer = await fetch(row.querySelector("form[data-moves]").action, { method: "POST", body: form }).catch(() => null);
  if (!answer?.ok) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["outline", "unpublished", "blocks"]) document.getElementById(part)?.replaceWith(page.getElementById(part) ?? "");
  document.getElementById("announced").textContent = "Moved.";
}
