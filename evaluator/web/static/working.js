// Follows a judging: at each event the page is fetched again and its steps put in place of the old ones.
import { settle } from "./draft.js";
import { localise } from "./times.js";

const TICK_MS = 250;
const RELOAD_MS = 5000;
const working = document.getElementById("working");
let shownAt = performance.now();

settle(document.body.dataset.user);
if (!("over" in working.dataset)) {
  follow();
  setInterval(tick, TICK_MS);
}

function follow() {
  const events = new EventSource(working.dataset.events);
  const cutOff = document.getElementById("cut-off");
  events.addEventListener("open", () => { cutOff.hidden = true; });
  events.addEventListener("error", () => {
    cutOff.hidden = false;
    // A stream that was refused is not tried again by the browser: the whole page is, and says why.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), RELOAD_MS);
  });
  events.addEventListener("step", refresh);
  events.addEventListener("done", () => {
    events.close();
    location.reload();
  });
}

let isAsking = false;
let isStale = false;

async function refresh() {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  while (isStale) {
    isStale = false;
    await show();
  }
  isAsking = false;
}

async function show() {
  const response = await fetch(location.pathname).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const steps = page.getElementById("steps");
  if (!steps) return;
  document.getElementById("steps").replaceWith(document.adoptNode(steps));
  shownAt = performance.now();
  const status = document.getElementById("status");
  const words = page.getElementById("status").textContent;
  if (status.textContent !== words) status.textContent = words;
  const soFar = document.getElementById("so-far");
  soFar.dataset.elapsed = page.getElementById("so-far").dataset.elapsed;
  localise(steps);
  tick();
}

// Counted from when the page came, not by the clock: the reader's clock may be wrong.
function tick() {
  const since = (performance.now() - shownAt) / 1000;
  const soFar = document.getElementById("so-far");
  soFar.textContent = `${Math.max(1, Math.round(Number(soFar.dataset.elapsed) + since))}\u00a0s so far`;
  const wait = document.getElementById("wait");
  if (!wait) return;
  const left = Math.max(0, Number(wait.dataset.left) - since);
  wait.value = wait.max - left;
  document.getElementById("left").textContent = `${Math.ceil(left)}\u00a0s left`;
}
