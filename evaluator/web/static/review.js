// Reviewing, answer by answer. Pages come whole from the server; what is sent goes there and back without leaving the
// page, so that an error loses nothing and the next answer, fetched ahead, stands there at once.
import { bind } from "./keys.js";
import { beginBlind } from "./review_blind.js";
import { beginComparing } from "./review_compared.js";
import { localise } from "./times.js";

const KEYS = ["1", "2", "3", "4", "5", "j", "k", "e", "n", "u", "s", "Enter"];
const PARTS = ["main", ".masthead", "#keys dl"];
const CUT_OFF = "This could not be sent: the service did not answer. What you chose is still here; press Enter to try again.";
const SIGNED_OUT = "You are signed out. What you chose is still here.";

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
  if (form?.dataset.step === "compared" && form.dataset.onward.startsWith("/review")) fetchAhead(form);
}

// The next answer, ready while this one is compared.
async function fetchAhead(form) {
  const response = await fetch(form.dataset.onward).catch(() => null);
  if (response?.ok && isReview(response) && form.isConnected) ahead = { url: response.url, text: await response.text() };
}

// Whoever has no queue goes on to the judgement, a page of another kind.
function isReview(response) {
  return new URL(response.url).pathname.startsWith("/review");
}

async function send(form, submitter) {
  isBusy = true;
  if (form.elements.seconds) here.page.fill();
  const body = new URLSearchParams(new FormData(form, submitter));
  if (ahead) body.set("ahead", "yes");
  try {
    const response = await fetch(form.action, { method: "POST", body });
    if (new URL(response.url).pathname === "/login") refuse(SIGNED_OUT, `/login?next=${encodeURIComponent(location.pathname + location.search)}`, "Sign in");
    else if (response.status === 204 && ahead) show(ahead.text, ahead.url);
    else if (response.ok && !isReview(response)) location.assign(response.url);
    else if (response.ok) show(await response.text(), response.url);
    else refuse(await problemOf(response), "/review", "Go to the next answer");
  } catch {
    refuse(CUT_OFF);
  } finally {
    isBusy = false;
  }
}

async function problemOf(response) {
  const said = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".door p, .refused");
  return `${said?.textContent.trim() ?? "This was refused."} What you chose is still here.`;
}

function refuse(words, way = "", label = "") {
  document.querySelector("main > .refused")?.remove();
  const note = Object.assign(document.createElement("div"), { className: "note stop refused" });
  const sign = Object.assign(document.createElement("span"), { textContent: "!" });
  const text = Object.assign(document.createElement("p"), { textContent: `${words} ` });
  sign.setAttribute("aria-hidden", "true");
  note.setAttribute("role", "alert");
  if (way) text.append(Object.assign(document.createElement("a"), { href: way, textContent: label }));
  note.append(sign, text);
  document.querySelector(".title").after(note);
  note.scrollIntoView({ block: "center" });
}

function show(text, url) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  here?.page.leave();
  CSS.highlights?.clear();
  for (const part of PARTS) document.querySelector(part).replaceWith(fresh.querySelector(part));
  document.title = fresh.title;
  if (url !== location.href) history.pushState(null, "", url);
  localise(document);
  scrollTo(0, 0);
  begin();
}
