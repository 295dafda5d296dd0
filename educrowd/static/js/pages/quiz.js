// Keeps each answer as it is given and shows the time that is left. Without this file the form is saved by its button.
const form = document.querySelector("[data-quiz]");
const clock = document.getElementById("clock");
const kept = document.getElementById("kept");
const said = document.getElementById("quiz-said");
const WARNINGS = [[300, "5 minutes left."], [60, "1 minute left."]];
const POLL_SECONDS = 20;

let deadline, ahead, stale = false, going = false, leaving = false;
let under_way = Promise.resolve();
const changed = new Map();
const warned = new Set();

const now = () => Date.now() + ahead;
const tell = (text) => (said.textContent = text);
const note = (text, isBad = false) => {
  kept.textContent = text;
  kept.classList.toggle("error", isBad);
};

// ---- answers

form.addEventListener("change", (event) => wait(event.target, 0));
form.addEventListener("input", (event) => wait(event.target, 1_500));

function wait(input, milliseconds) {
  const position = input.closest("[data-position]")?.dataset.position;
  if (!position || stale) return;
  clearTimeout(changed.get(position));
  changed.set(position, setTimeout(flush, milliseconds));
  note("Saving…");
}

function flush() {
  for (const [position, timer] of changed) {
    clearTimeout(timer);
    under_way = under_way.then(() => send(position));
  }
  changed.clear();
  return under_way;
}

async function send(position) {
  if (stale || leaving) return;
  const body = new URLSearchParams(
    [...new FormData(form)].filter(([name]) => name === `q${position}` || name.startsWith(`q${position}-`)),
  );
  body.set("seq", form.elements.seq.value);
  body.set("csrf_token", form.elements.csrf_token.value);
  try {
    const answer = await fetch(`${form.dataset.quiz}/answers/${position}`, {
      method: "POST", body, headers: { "HX-Request": "true" }, keepalive: String(body).length < 60_000,
    });
    if (answer.ok) return read(await answer.text(), "Saved");
    if (answer.status >= 500) throw new Error(answer.status);
    refuse(answer.status, position);
  } catch {
    note("Not saved yet: we try again.", true);
    if (!changed.has(position)) changed.set(position, setTimeout(flush, 4_000));
  }
}

function refuse(status, position) {
  if (status === 422) {
    tell(`Question ${position} was not saved: this is no answer to it.`);
    return note(`Question ${position} is not saved.`, true);
  }
  stale = true;
  if (deadline && now() > deadline) return location.reload();
  note("This quiz goes on elsewhere. Load the page again.", true);
  tell("Not saved: this quiz was answered in another tab. Load the page again.");
}

// ---- the time

function read(text, words) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("clock");
  if (!fresh) return;
  if (fresh.dataset.open === "0") return leave(() => location.reload());
  form.elements.seq.value = words ? fresh.dataset.seq : form.elements.seq.value;
  if (fresh.dataset.deadline !== clock.dataset.deadline) {
    clock.querySelector(".muted").textContent = fresh.querySelector(".muted").textContent;
    if (!clock.querySelector("[role=timer]") && fresh.dataset.deadline) clock.prepend(fresh.querySelector("[role=timer]"), " ");
    tell(`Your time has changed. ${fresh.querySelector(".muted").textContent}.`);
    warned.clear();
  }
  delete clock.dataset.deadline;
  Object.assign(clock.dataset, fresh.dataset);
  start();
  if (words && !changed.size) note(words);
}

function start() {
  ahead = Number(clock.dataset.now) - Date.now();
  deadline = Number(clock.dataset.deadline) || null;
  tick();
}

function tick() {
  const shown = clock.querySelector("[role=timer]");
  if (!shown || leaving) return;
  if (!deadline) return shown.remove();
  const left = Math.max(0, Math.ceil((deadline - now()) / 1000));
  const pad = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(left / 3600);
  shown.textContent = `${hours ? `${hours}:` : ""}${pad(Math.floor(left / 60) % 60)}:${pad(left % 60)}`;
  clock.classList.toggle("short", left <= 60);
  for (const [seconds, words] of WARNINGS) {
    if (left > seconds || left < seconds - 10 || warned.has(seconds)) continue;
    warned.add(seconds);
    tell(words);
  }
  if (left === 0) hand_in();
}

function hand_in() {
  tell("The time is up. Your answers are handed in.");
  leave(() => {
    const then = document.createElement("input");
    Object.assign(then, { type: "hidden", name: "then", value: "submit" });
    form.append(then);
    form.submit();
  });
}

async function leave(how) {
  if (going) return;
  going = true;
  await flush();
  leaving = true;
  how();
}

async function poll() {
  if (document.hidden || stale || leaving || changed.size) return;
  const answer = await fetch(`${form.dataset.quiz}/clock`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok) read(await answer.text());
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const then = document.createElement("input");
  Object.assign(then, { type: "hidden", name: "then", value: event.submitter?.value ?? "save" });
  form.append(then);
  leave(() => form.submit());
});
document.addEventListener("visibilitychange", () => (document.hidden ? flush() : poll()));
addEventListener("pageshow", (event) => event.persisted && location.reload());
setInterval(tick, 1_000);
setInterval(poll, POLL_SECONDS * 1_000);
start();
