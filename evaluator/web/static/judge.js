// The judge page with script: a filter, files read here, an outline while typing, and a draft that survives a reload.
import { dropZone } from "./files.js";
import * as draft from "./draft.js";
import { keepOutline } from "./outline.js";

const form = document.getElementById("judge");
const answer = form.elements.answer;
const user = document.body.dataset.user;
const outline = keepOutline(form);

filterQuestions();
restore();
showAsked();
answerChanged();

answer.addEventListener("input", answerChanged);
form.addEventListener("input", save);
form.addEventListener("change", (event) => {
  if (event.target.name === "question") showAsked();
  if (event.target.name === "speaker" || event.target.name === "judge") outline.refreshPrices();
  save();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  event.preventDefault();
  form.requestSubmit(document.getElementById("go"));
});
dropZone(form, (text) => {
  answer.value = text;
  answerChanged();
  save();
});
sendOnce();

function answerChanged() {
  const sample = document.getElementById("sample");
  if (sample) sample.hidden = Boolean(answer.value.trim());
  outline.refresh();
}

function showAsked() {
  const picked = form.querySelector("[name=question]:checked");
  document.getElementById("asked").textContent = picked ? `Asked: “${picked.dataset.asked}”` : "";
}

function save() {
  const said = new FormData(form);
  const fields = Object.fromEntries(["question", "answer", "speaker", "candidate", "judge"].map((name) => [name, said.get(name) ?? ""]));
  if (fields.answer || fields.candidate) draft.write({ user, ...fields });
  else draft.forget();
}

// An address that fills the form has done so: from here on the draft says what is in it, after a reload too.
function restore() {
  const kept = draft.read(user);
  if (kept) bringBack(kept);
  if (kept || answer.value) save();
  history.replaceState(null, "", "/");
}

function bringBack(kept) {
  if (!("fresh" in form.dataset)) {
    // A sample or a refusal is on the page: that is now what is being worked on.
    if (!form.elements.candidate.value) form.elements.candidate.value = kept.candidate;
  } else {
    answer.value = kept.answer;
    form.elements.candidate.value = kept.candidate;
    choose("judge", kept.judge);
    if (!form.querySelector("[name=question]:checked")) choose("question", kept.question);
    outline.prefer(kept.speaker);
  }
}

function choose(name, value) {
  const input = [...form.querySelectorAll(`[name=${name}]`)].find((one) => one.value === value);
  if (input) input.checked = true;
}

function filterQuestions() {
  const find = document.getElementById("find");
  const labels = [...form.querySelectorAll(".options label")];
  find.parentElement.hidden = false;
  find.addEventListener("input", () => {
    const words = find.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const label of labels) {
      const text = `${label.textContent} ${label.firstElementChild.dataset.asked}`.toLowerCase();
      label.hidden = !words.every((word) => text.includes(word));
      shown += label.hidden ? 0 : 1;
    }
    document.getElementById("none-found").textContent = shown ? "" : "No question has these words.";
  });
  find.addEventListener("keydown", (event) => {
    const first = labels.find((label) => !label.hidden);
    if (event.key === "Escape" && !find.value) find.blur();
    if (!first || (event.key !== "ArrowDown" && event.key !== "Enter")) return;
    event.preventDefault();
    first.firstElementChild.focus();
    if (event.key === "Enter") first.firstElementChild.click();
  });
}

// A second press while the first is on its way would be judged, and paid for, twice.
function sendOnce() {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) {
      event.preventDefault();
      return;
    }
    isSent = true;
    save();
    const kept = draft.read(user);
    if (kept && event.submitter?.value !== "sample") draft.write({ ...kept, sent: true });
  });
  window.addEventListener("pageshow", () => { isSent = false; });
}
