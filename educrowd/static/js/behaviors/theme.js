// The theme changes at once; the form still tells the server, which keeps the cookie.
document.addEventListener("submit", (event) => {
  const form = event.target.closest(".theme-switch");
  if (!form) return;
  event.preventDefault();
  const chosen = event.submitter.value;
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  form.querySelectorAll("button").forEach((button) => {
    button.setAttribute("aria-pressed", button === event.submitter);
  });
  fetch(form.action, { method: "POST", body: new URLSearchParams({ theme: chosen }), redirect: "manual" });
});
