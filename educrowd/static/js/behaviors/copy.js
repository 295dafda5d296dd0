// A button with data-copies puts the text of the element it names on the clipboard and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  const said = document.createElement("p");
  said.textContent = button.dataset.said;
  document.getElementById("announced").replaceChildren(said);
});
