// Uploads with a bar that moves. Without this file the same form is sent by the browser.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-uploads]");
  if (!form) return;
  event.preventDefault();
  const state = form.querySelector(".upload-state");
  const [bar, words] = [state.querySelector("progress"), state.querySelector("[role=status]")];
  const button = form.querySelector("button");
  const sending = new XMLHttpRequest();
  const stop = (message) => {
    words.textContent = message;
    bar.hidden = true;
    button.disabled = false;
  };
  state.hidden = bar.hidden = false;
  bar.hidden = false;
  button.disabled = true;
  words.textContent = "Uploading…";
  sending.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = (100 * loaded) / total;
    words.textContent = loaded < total ? `${Math.floor(bar.value)}%` : "Checking…";
  });
  sending.addEventListener("error", () => stop("The upload broke off. Try again."));
  sending.addEventListener("load", () => {
    if (sending.status < 400) return location.assign(sending.responseURL);
    const page = new DOMParser().parseFromString(sending.responseText, "text/html");
    stop(page.querySelector("#files .alert")?.textContent.trim() || (sending.status === 413 ? "This file is too large." : "This file was not accepted."));
  });
  sending.open("POST", form.action);
  sending.send(new FormData(form));
});
