// While the ledger is checked, its line is fetched again and put in place of the old one.
import { localise } from "./times.js";

const PAUSE_MS = 700;

function waiting() {
  return document.querySelector("#ledger[data-checking]");
}

async function look() {
  const old = waiting();
  if (!old) return;
  try {
    const answer = await fetch("/audit/ledger", { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("ledger");
    localise(fresh);
    old.replaceWith(fresh);
  } catch {
    // The link beside the bar does the same.
  }
  setTimeout(look, PAUSE_MS);
}

setTimeout(look, PAUSE_MS);
