// Words on their way: this browser holds them until the server says that it has them, and sends them until it does.
const form = document.querySelector("[data-keeps]");
const fields = form?.dataset.fields.split(" ").filter((name) => form.elements[name]) ?? [];
const QUARTER = 90 * 24 * 3600 * 1000;
const AWAY = "The site can’t be reached. What you type stays in this browser and is sent as soon as it can be.";
const LOGGED_OUT =
  "Not kept: you are no longer logged in here. Log in in another tab, then load this page again; what you typed stays in this browser.";
const REFUSED = "Not kept: the site refused it. What you typed stays in this browser.";

// Each open page has a copy of its own, so that no tab overwrites another's; nobody is offered somebody else's.
const copies = `words:${form?.dataset.keeps}:`;
const own = copies + Math.random().toString(36).slice(2);
const words = () => Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));

let edition = 0;
function hold() {
  edition += 1;
  localStorage.setItem(own, JSON.stringify({ at: Date.now(), words: words() }));
}

// The text counts to the letter; a save puts the other fields into one line, tags into their order, a series under
// the name that it has, and an address or a part where none was typed.
function saved(name, text) {
  if (name.startsWith("body") || name === "text") return text.trim();
  const line = text.trim().replace(/\s+/g, " ");
  if (name === "series") return line.toLowerCase();
  return name === "tags" ? line.toLowerCase().split(/\s*,\s*/).filter(Boolean).sort().join() : line;
}
const isMade = (name, text) => text === "" && ["slug", "part"].includes(name);
function isHere({ words }) {
  const same = (name, text) => isMade(name, text) || text === saved(name, form.elements[name].value);
  return fields.every((name) => !(name in words) || same(name, saved(name, words[name])));
}
const typedIn = (name) => form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
const isOld = (copy) => copy.at < Date.now() - QUARTER;
// A picture in the address was just put into the text, with all that had been typed: a copy without it is older.
const placed = location.hash.slice(1);
const hasPicture = (texts) => Object.values(texts).some((text) => text.includes(placed));
const lacksPicture = (copy) => placed && hasPicture(words()) && !hasPicture(copy.words);

function heldCopies() {
  const held = Object.keys(localStorage)
    .filter((key) => key.startsWith(copies))
    .map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
  const isNeeded = (copy) => !isHere(copy) && !isOld(copy) && !lacksPicture(copy);
  held.filter((copy) => !isNeeded(copy)).forEach((copy) => localStorage.removeItem(copy.key));
  if (held.some(lacksPicture)) history.replaceState(null, "", location.pathname + location.search);
  return held.filter(isNeeded).sort((one, other) => other.at - one.at);
}

if (form) {
  const notice = document.getElementById("local-copy");
  const offered = heldCopies();
  notice.hidden = !offered.length;
  notice.addEventListener("click", (event) => {
    const choice = event.target.dataset.local;
    if (!choice) return;
    const { key, words: texts } = offered.shift();
    if (choice === "restore") {
      fields.forEach((name) => (form.elements[name].value = texts[name] ?? form.elements[name].value));
      typedIn(fields.find((name) => name.startsWith("body")) ?? fields[0]);
    }
    localStorage.removeItem(key);
    // What was brought back would be overwritten by the next; that one waits for the next visit.
    notice.hidden = choice === "restore" || !offered.length;
  });
  form.addEventListener("input", (event) => fields.includes(event.target.name) && hold());
  if ("refused" in form.dataset) hold();
}

// The form and an autosave wait for each other: whichever came second would look outdated.
let isKeeping = false, isLeaving = false, waiting = null;
form?.addEventListener("submit", (event) => {
  isLeaving = !isKeeping;
  if (!isKeeping) return;
  event.preventDefault();
  waiting = event.submitter;
});
window.addEventListener("pageshow", () => (isLeaving = false));

const onAutosave = (name, act) =>
  document.addEventListener(`htmx:${name}`, (event) => form && event.target.id === "autosave" && act(event, event.detail.ctx));
const isUnanswered = ({ response, status }) =>
  !response || status.startsWith("error") || response.status === 429 || response.status >= 500;
const isRefused = ({ response }) => response.status >= 400 && ![409, 422].includes(response.status);

// What was typed while an autosave was under way is not in its answer: that copy stays.
onAutosave("before:request", (event, request) => {
  if (isLeaving) return event.preventDefault();
  isKeeping = true;
  clearTimeout(later);
  // One that waited for another would stand on a version that the other left behind.
  request.request.body = new URLSearchParams(new FormData(form));
  request.edition = edition;
});
onAutosave("before:swap", (event, request) => {
  if (isUnanswered(request) || isRefused(request)) event.preventDefault();
});
onAutosave("after:swap", (event, request) => {
  if (event.target.querySelector("[data-kept]") && request.edition === edition) localStorage.removeItem(own);
});
onAutosave("finally:request", (event, request) => {
  if (!isKeeping) return;
  const pressed = waiting;
  isKeeping = false;
  waiting = null;
  tell(event.target, request);
  if (pressed) form.requestSubmit(pressed);
});

// What did not arrive is sent again: after five seconds, then ever later, and once the connection is back.
let later, pause = 5, isAway = false;
const sendAgain = () => form.dispatchEvent(new Event("input"));
window.addEventListener("online", () => isAway && sendAgain());

// A picture that was just put into the text is part of it.
document.addEventListener("htmx:after:swap", ({ detail }) => form && detail.ctx.target?.id === "writing" && typedIn("body_markdown"));

function warn(line, message) {
  const warning = document.createElement("strong");
  warning.className = "error";
  warning.textContent = message;
  // Said once, not at every try.
  if (line.textContent !== message) line.replaceChildren(warning);
}

function tell(line, request) {
  isAway = isUnanswered(request);
  if (isAway) {
    warn(line, AWAY);
    later = setTimeout(sendAgain, pause * 1000);
    pause = Math.min(pause * 2, 60);
  } else {
    pause = 5;
    if (isRefused(request)) warn(line, [400, 401, 403].includes(request.response.status) ? LOGGED_OUT : REFUSED);
  }
}
