// Follows batches that are judged: at each event the page is fetched again and the figures put in place of the old ones.
import { localise } from "./times.js";

const MOST_STREAMS = 3;
const SPOKEN_MS = 30_000;
const RELOAD_MS = 5000;

for (const batch of [...document.querySelectorAll("[data-events]")].slice(0, MOST_STREAMS)) follow(batch);
dropAnywhere(document.getElementById("send"));

function follow(batch) {
  const events = new EventSource(batch.dataset.events);
  const cutOff = batch.querySelector("[data-cut-off]");
  let isAsking = false;
  let isStale = false;
  events.addEventListener("open", () => { cutOff.hidden = true; });
  events.addEventListener("error", () => {
    cutOff.hidden = false;
    // A stream that was refused is not tried again by the browser: the whole page is, and says why.
    if (events.readyState === EventSource.CLOSED) setTimeout(renew, RELOAD_MS);
  });
  events.addEventListener("done", () => {
    events.close();
    renew();
  });
  events.addEventListener("progress", async () => {
    isStale = true;
    if (isAsking) return;
    isAsking = true;
    while (isStale) {
      isStale = false;
      await show(batch);
    }
    isAsking = false;
  });
}

// Not under the hands of somebody who has chosen a file and is about to send it, or is sending it; and not before the
// service answers, or its page would be gone for the browser's own.
async function renew() {
  if (document.getElementById("file").files.length) return;
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) location.reload();
  else setTimeout(renew, RELOAD_MS);
}

async function show(batch) {
  const response = await fetch(location.href).catch(() => null);
  batch.querySelector("[data-cut-off]").hidden = Boolean(response?.ok);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById(batch.id);
  if (!fresh || fresh.dataset.state !== batch.dataset.state) return renew();
  const live = document.adoptNode(fresh.querySelector("[data-live]"));
  batch.querySelector("[data-live]").replaceWith(live);
  localise(live);
  speak(batch.querySelector("[data-spoken]"), fresh.querySelector("[data-spoken]").dataset.spoken);
}

// Whoever listens instead of looking is told now and then, not at every answer.
function speak(status, words) {
  const now = performance.now();
  if (now - Number(status.dataset.at ?? -SPOKEN_MS) < SPOKEN_MS) return;
  status.dataset.at = now;
  status.textContent = words;
}

function dropAnywhere(form) {
  document.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    form.elements.file.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}
