// Above a SCORM 1.2 package: the API object it looks for. It answers at once from what the lesson's page has
// handed down, and passes on what the package sets; nothing here has a cookie or a right.
const frame = document.getElementById("package");
const site = frame.dataset.site;
const CHILDREN = {
  "cmi.core._children": "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,exit,session_time",
  "cmi.core.score._children": "raw,min,max",
  "cmi.objectives._children": "id,score,status",
  "cmi.interactions._children": "id,objectives,time,type,correct_responses,weighting,student_response,result,latency",
  "cmi.student_data._children": "mastery_score,max_time_allowed,time_limit_action",
  "cmi.student_preference._children": "audio,language,speed,text",
};
const READ_ONLY = /^cmi\.(core\.(student_id|student_name|credit|entry|total_time)|launch_data|student_data\.)/;
const WRITE_ONLY = /^cmi\.(core\.(exit|session_time)|interactions\.\d+\.(?!objectives\._count|correct_responses\._count))/;

let values = {};
let changed = {};
let running = false;
let finished = false;
let error = "0";

const answer = (code, value) => ((error = code), value);
const tell = (kind) => {
  parent.postMessage({ scorm: kind, values: changed }, site);
  changed = {};
};

function count(name) {
  const list = name.slice(0, -"_count".length);
  const places = Object.keys(values).filter((each) => each.startsWith(list)).map((each) => parseInt(each.slice(list.length), 10));
  return String(Math.max(-1, ...places.filter(Number.isInteger)) + 1);
}

window.API = {
  LMSInitialize: () => (running || finished ? answer("101", "false") : ((running = true), answer("0", "true"))),
  LMSFinish() {
    if (!running) return answer("301", "false");
    tell("finish");
    running = false;
    finished = true;
    return answer("0", "true");
  },
  LMSGetValue(name) {
    if (!running) return answer("301", "");
    if (name in CHILDREN) return answer("0", CHILDREN[name]);
    if (name.endsWith("._count")) return answer("0", count(name));
    if (WRITE_ONLY.test(name)) return answer("404", "");
    return answer("0", values[name] ?? "");
  },
  LMSSetValue(name, value) {
    if (!running) return answer("301", "false");
    if (READ_ONLY.test(name) || name.includes("._c")) return answer("403", "false");
    values[name] = changed[name] = String(value);
    return answer("0", "true");
  },
  LMSCommit: () => (running ? (tell("commit"), answer("0", "true")) : answer("301", "false")),
  LMSGetLastError: () => error,
  LMSGetErrorString: (code) => ({ 0: "No error", 101: "General exception", 301: "Not initialized", 403: "Element is read only", 404: "Element is write only" })[code] ?? "",
  LMSGetDiagnostic: (code) => code || error,
};

addEventListener("message", (event) => {
  if (event.origin !== site || event.source !== parent || !event.data.state || frame.src) return;
  values = event.data.state;
  frame.src = frame.dataset.start;
});
// A package that is left without a word has told its last values anyway.
addEventListener("pagehide", () => running && tell("finish"));
parent.postMessage({ scorm: "ready" }, site);
