// Keys for going through the points: j and k from point to point, e from one to its words in the answer.
import { settle } from "./draft.js";
import { bind } from "./keys.js";

const points = [...document.querySelectorAll(".points > li")];
const answer = document.querySelector(".judged > .answer");
let quote = -1;

settle(document.body.dataset.user);
for (const point of points) point.tabIndex = -1;
bind("j", () => go(1));
bind("k", () => go(-1));
bind("e", showWords);
bind("Escape", () => choose(null));

function chosen() {
  const focused = points.findIndex((point) => point.contains(document.activeElement));
  return focused >= 0 ? focused : points.findIndex((point) => point.matches(".now"));
}

function go(step) {
  const at = chosen();
  const next = at < 0 ? (step > 0 ? 0 : points.length - 1) : at + step;
  if (points[next]) choose(points[next]);
}

function choose(point) {
  quote = -1;
  for (const one of points) one.classList.toggle("now", one === point);
  for (const mark of document.querySelectorAll("mark.at")) mark.classList.remove("at");
  if (!point) {
    document.activeElement.blur();
    return;
  }
  point.focus({ preventScroll: true });
  point.scrollIntoView({ block: "nearest" });
  const first = wordsOf(point)[0];
  if (first && answer.scrollHeight > answer.clientHeight) reveal(first);
}

function wordsOf(point) {
  return [...point.querySelectorAll(".quotes a")].map((link) => document.getElementById(link.hash.slice(1)));
}

function showWords() {
  const point = points[chosen()];
  const words = point ? wordsOf(point) : [];
  if (!words.length) return;
  quote = (quote + 1) % words.length;
  words.forEach((mark, place) => mark.classList.toggle("at", place === quote));
  point.querySelectorAll(".quotes a")[quote].focus({ preventScroll: true });
  reveal(words[quote]);
}

// Beside the points the answer scrolls by itself; above them, in one column, the page does.
function reveal(mark) {
  if (answer.scrollHeight > answer.clientHeight) {
    const middle = mark.getBoundingClientRect().top - answer.getBoundingClientRect().top - answer.clientHeight / 2;
    answer.scrollTop += middle;
  } else {
    mark.scrollIntoView({ block: "center" });
  }
}
