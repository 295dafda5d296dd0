// A lesson that plays a SCORM package: hands the package what it told last time, and keeps what it tells now.
const box = document.querySelector("[data-scorm]");
const frame = box.querySelector("iframe");
const status = box.querySelector("[role=status]");
const origin = box.dataset.scorm;
const token = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"];

let seq = Number(box.dataset.seq);
let begun = false;
let stale = false;
let waiting = {};
let under_way = Promise.resolve();

async function send() {
  const values = waiting;
  waiting = {};
  if (stale || !box.dataset.commit || !Object.keys(values).length) return;
  const form = new URLSearchParams({ seq, values: JSON.stringify(values), ...(begun ? {} : { begins: "1" }) });
  const body = form.toString();
  try {
    const answer = await fetch(box.dataset.commit, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "X-CSRFToken": token },
      body,
      keepalive: body.length < 60_000,
    });
    if (answer.ok) {
      seq += 1;
      begun = true;
      status.textContent = "Kept.";
      show(await answer.text());
    } else if (answer.status < 500) {
      stale = true;
      status.textContent = answer.status === 409 ? "This lesson was opened again elsewhere. Go on there, or load this page anew." : "This could not be kept. Load the page anew.";
      status.classList.add("error");
    } else throw new Error(answer.status);
  } catch {
    // Nothing is lost: it goes along with what comes next.
    waiting = { ...values, ...waiting };
    status.textContent = "Not kept yet: we try again.";
    setTimeout(queue, 5_000);
  }
}

const queue = () => (under_way = under_way.then(send));

function show(text) {
  const answered = new DOMParser().parseFromString(text, "text/html");
  for (const id of ["completion", "progress"]) {
    const fresh = answered.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(fresh);
  }
}

addEventListener("message", (event) => {
  if (event.origin !== origin || event.source !== frame.contentWindow) return;
  if (event.data.scorm === "ready") {
    frame.contentWindow.postMessage({ state: JSON.parse(box.dataset.state) }, origin);
  } else if (event.data.values) {
    Object.assign(waiting, event.data.values);
    queue();
  }
});
// Only now: a player that came before this script would call out once, and nobody would hear it.
frame.src = frame.dataset.player;
