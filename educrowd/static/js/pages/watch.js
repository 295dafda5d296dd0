// Goes on where the learner left off, and tells the server how far the film was watched.
// Without this file the film plays all the same and the lesson is marked done by hand.
const film = document.querySelector("video[data-position-url]");
const EVERY = 10000;

const seen = () => {
  let seconds = 0;
  for (let part = 0; part < film.played.length; part++) seconds += film.played.end(part) - film.played.start(part);
  return film.duration ? Math.min(100, Math.round((100 * seconds) / film.duration)) : 0;
};
const words = () => {
  const form = new FormData();
  form.set("csrf_token", document.querySelector("#completion [name=csrf_token]")?.value ?? "");
  form.set("seconds", Math.floor(film.ended ? 0 : film.currentTime));
  form.set("watched_percent", seen());
  return form;
};

async function tell() {
  const answer = await fetch(film.dataset.positionUrl, { method: "POST", body: words() }).catch(() => null);
  if (answer?.headers.get("Lesson-Completed")) showDone();
}

async function showDone() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  for (const id of ["completion", "progress"]) document.getElementById(id)?.replaceWith(page.getElementById(id));
  document.getElementById("film-left").textContent = "Watched: this lesson is done.";
}

if (film) {
  let last = 0;
  const goOn = () => {
    const left = Number(film.dataset.position);
    if (left > 5 && left < film.duration - 5) film.currentTime = left;
  };
  film.readyState ? goOn() : film.addEventListener("loadedmetadata", goOn, { once: true });
  film.addEventListener("timeupdate", () => {
    if (Date.now() - last < EVERY) return;
    last = Date.now();
    tell();
  });
  for (const moment of ["pause", "ended"]) film.addEventListener(moment, tell);
  addEventListener("pagehide", () => film.currentTime > 0 && navigator.sendBeacon(film.dataset.positionUrl, words()));
}
