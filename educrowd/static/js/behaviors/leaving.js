// Logging out empties this browser of the site, also of words that it alone holds: only after a question.
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") !== "/logout") return;
  const held = Object.keys(localStorage).filter((key) => key.startsWith("words:"));
  const question = "This browser holds words that never reached the site. Logging out deletes them. Log out all the same?";
  if (held.length && !confirm(question)) return event.preventDefault();
  held.forEach((key) => localStorage.removeItem(key));
});
