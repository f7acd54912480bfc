// Reviewing, answer by answer. Pages come whole from the server; what is sent goes there and back without leaving the
// page, so that an error loses nothing and the next answer, fetched ahead, stands there at once.
import { bind } from "./keys.js";
import { beginBlind } from "./review_blind.js";
import { beginComparing } from "./review_compared.js";
import { localise } from "./times.js";

const KEYS = ["1", "2", "3", "4", "5", "j", "k", "e", "n", "u", "s", "Enter"];
const PARTS = ["main", ".masthead", "#keys dl"];
const CUT_OFF = "This could not be sent: the service did not answer. What you chose is still here; press Enter to try again.";

let here = null;
let ahead = null;
let isBusy = false;

for (const key of KEYS) bind(key, () => isBusy || here?.press(key));
addEventListener("popstate", () => location.reload());
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-review], [data-skips]")) return;
  event.preventDefault();
  if (!isBusy) send(form, event.submitter);
});
document.documentElement.classList.add("by-key");
begin();

function begin() {
  const form = document.querySelector("[data-review]");
  ahead = null;
  here = form && (form.dataset.step === "blind" ? beginBlind(form) : beginComparing(form));
  here?.begin();
  if (form?.dataset.step === "compared") fetchAhead(form);
}

// The next answer, ready while this one is compared.
async function fetchAhead(form) {
  const response = await fetch(form.dataset.onward).catch(() => null);
  const isReview = response?.ok && new URL(response.url).pathname.startsWith("/review");
  if (isReview && form.isConnected) ahead = { url: response.url, text: await response.text() };
}

async function send(form, submitter) {
  isBusy = true;
  if (form.elements.seconds) here.page.fill();
  const body = new URLSearchParams(new FormData(form, submitter));
  if (ahead) body.set("ahead", "yes");
  try {
    const response = await fetch(form.action, { method: "POST", body });
    if (response.status === 204 && ahead) show(ahead.text, ahead.url, true);
    else if (isOurs(response)) show(await response.text(), response.url, response.ok);
    else refuse(await problemOf(response));
  } catch {
    refuse(CUT_OFF);
  } finally {
    isBusy = false;
  }
}

// A page of ours stands there; signing in is somewhere else.
function isOurs(response) {
  if (new URL(response.url).pathname === "/login") location.assign(response.url);
  return response.ok;
}

async function problemOf(response) {
  const said = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".door p, .refused");
  return `${said?.textContent.trim() ?? "This was refused."} What you chose is still here.`;
}

function refuse(words) {
  document.querySelector("main > .refused")?.remove();
  const note = Object.assign(document.createElement("p"), { className: "note stop refused" });
  const sign = Object.assign(document.createElement("span"), { textContent: "!" });
  sign.setAttribute("aria-hidden", "true");
  note.setAttribute("role", "alert");
  note.append(sign, words);
  document.querySelector(".title").after(note);
  note.scrollIntoView({ block: "center" });
}

function show(text, url, sent) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  here?.page.leave(sent);
  CSS.highlights?.clear();
  for (const part of PARTS) document.querySelector(part).replaceWith(fresh.querySelector(part));
  document.title = fresh.title;
  if (url !== location.href) history.pushState(null, "", url);
  localise(document);
  scrollTo(0, 0);
  begin();
}
