// The blind page: a verdict for every point, words as evidence, notes.
import { beginSelecting, selectByKeys } from "./review_caret.js";
import { ReviewForm } from "./review_form.js";
import { say } from "./review_said.js";
import { Words } from "./review_words.js";

const MOST_SPANS = 20;

export function beginBlind(form) {
  const answer = form.querySelector(".answer");
  const words = new Words(answer);
  const skip = document.getElementById("skip");
  const page = new ReviewForm(form, {
    rebuilt: (fields) => rebuild(form, words, fields),
    isOpen: (point) => !point.querySelector(".pick :checked"),
  });
  const lit = () => light(page, words);

  page.told = (open, of) => {
    form.querySelector("[data-set]").textContent = `${of - open} of ${of} set`;
    form.querySelector("[data-left]").textContent = open ? `${open} ${open === 1 ? "point" : "points"} to go` : "Cannot be undone";
  };
  page.moved = lit;
  selectByKeys(answer, () => page.now && page.go(page.now));
  rebuild(form, words, page.take());
  page.tell();
  // A press on the button leaves the words selected that it is to keep.
  form.addEventListener("mousedown", (event) => event.target.closest("[data-keep]") && event.preventDefault());
  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-undo]")) undo();
    if (target.closest("[data-keep]")) keep();
    const drop = target.closest("[data-drop]");
    if (drop) remove(drop.closest("li"));
  });

  return { page, begin: () => page.onward(), press };

  function press(key) {
    if (skip?.matches(":popover-open")) {
      skip.querySelectorAll(".reasons button")[Number(key) - 1]?.click();
      return;
    }
    const acts = { j: () => page.step(1), k: () => page.step(-1), e: keep, n: note, u: undo, s: passOn, Enter: commit };
    if (key in acts) acts[key]();
    else choose(Number(key) - 1);
  }

  function choose(place) {
    const point = page.now;
    const choice = point?.querySelectorAll(".pick input")[place];
    if (!choice) return;
    choice.checked = true;
    page.changed(point);
    say(`Point ${numberOf(point)} ${choice.value}.`);
    page.onward();
  }

  function commit() {
    const open = page.submit();
    if (open) say(`Point ${numberOf(open)} is still open.`);
  }

  function note() {
    page.now?.querySelector("input[type=text]").focus();
  }

  function passOn() {
    if (!skip) return;
    skip.showPopover();
    skip.querySelector(".reasons button").focus();
  }

  function undo() {
    const point = page.undo();
    lit();
    say(point ? `Undone at point ${numberOf(point)}.` : "There is nothing to undo.");
  }

  // Keep the selected words for the point at hand; with none selected, begin to select with the arrow keys.
  function keep() {
    const point = page.now;
    const selection = getSelection();
    const chosen = selection.rangeCount && !selection.isCollapsed && selection.containsNode(answer, true);
    const spans = chosen ? words.spansOf(selection.getRangeAt(0)) : [];
    if (!point) return;
    if (!spans.length) {
      beginSelecting(answer);
      say(chosen ? "Only the candidate’s words can be evidence." : "Choose words: arrows move, Shift and arrows take in more, e keeps them.");
      return;
    }
    const list = point.querySelector(".taken");
    const there = new Set([...list.querySelectorAll("input")].map((field) => field.value));
    const fresh = spans.filter((span) => !there.has(span.join("-"))).slice(0, MOST_SPANS - there.size);
    list.append(...fresh.map((span) => item(words, point.dataset.point, span)));
    selection.removeAllRanges();
    page.changed(point);
    page.go(point);
    lit();
    say(`Kept as evidence for point ${numberOf(point)}.`);
  }

  function remove(quote) {
    const point = quote.closest(".choose > li");
    quote.remove();
    page.changed(point);
    page.go(point);
    lit();
  }
}

function numberOf(point) {
  return point.id.slice(1);
}

// The lists of evidence as the fields say, each quote with its words and a way to drop it.
function rebuild(form, words, fields) {
  for (const point of form.querySelectorAll(".choose > li")) {
    const name = `evidence.${point.dataset.point}`;
    const spans = fields.filter(([field]) => field === name).map(([, value]) => value.split("-").map(Number));
    point.querySelector(".taken").replaceChildren(...spans.map((span) => item(words, point.dataset.point, span)));
  }
}

function item(words, point, span) {
  const quote = document.createElement("li");
  const place = words.paragraphOf(span);
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: `evidence.${point}`, value: span.join("-") });
  const link = Object.assign(document.createElement("a"), { href: `#${place?.anchor ?? ""}` });
  const text = Object.assign(document.createElement("q"), { textContent: words.textOf(span) });
  const where = Object.assign(document.createElement("small"), { textContent: `¶\u00a0${place?.number ?? ""}` });
  const drop = Object.assign(document.createElement("button"), { type: "button", textContent: "Drop" });
  drop.dataset.drop = "";
  drop.setAttribute("aria-label", `Drop: ${text.textContent}`);
  link.append(text, where);
  quote.append(field, link, drop);
  return quote;
}

// All that was taken is tinted, deeper what was taken for the point at hand. Drawn over the words, which stay as they are.
function light(page, words) {
  if (!("highlights" in CSS)) return;
  const rangesOf = (points) => points
    .flatMap((point) => [...point.querySelectorAll(".taken input")])
    .map((field) => words.rangeOf(field.value.split("-").map(Number)))
    .filter(Boolean);
  CSS.highlights.set("taken", new Highlight(...rangesOf(page.points)));
  const here = new Highlight(...rangesOf(page.now ? [page.now] : []));
  here.priority = 1;
  CSS.highlights.set("taken-here", here);
}
