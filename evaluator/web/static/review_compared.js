// The compared page: a reason for every difference, and a final verdict where the point is unclear.
import { ReviewForm } from "./review_form.js";
import { say } from "./review_said.js";
import { Words } from "./review_words.js";

const UNCLEAR = "rubric_unclear";

export function beginComparing(form) {
  const answer = form.querySelector(".answer");
  const page = new ReviewForm(form, { rebuilt: settle, isOpen });
  let quote = -1;

  for (const point of page.points) point.tabIndex = -1;
  page.told = (open, of) => {
    if (form.dataset.step === "finished") return;
    form.querySelector("[data-set]").textContent = of ? `${of - open} of ${of} explained` : "";
    form.querySelector("[data-left]").textContent = open ? `${open} ${open === 1 ? "reason" : "reasons"} to go` : "Cannot be undone";
    settle();
  };
  page.moved = () => { quote = -1; };
  form.addEventListener("click", ({ target }) => target.closest("[data-undo]") && undo());
  page.tell();
  underline(form, new Words(answer));

  return { page, begin, press };

  function begin() {
    if (form.dataset.step === "finished") document.querySelector("h1").focus();
    else page.onward();
  }

  function press(key) {
    if (key === "Enter" && form.dataset.step === "finished") return location.assign(form.dataset.onward);
    const acts = { j: () => page.step(1), k: () => page.step(-1), e: showWords, u: undo, Enter: finish };
    return key in acts ? acts[key]() : choose(Number(key) - 1);
  }

  function choose(place) {
    const point = page.now;
    const choice = point && groupOf(point)?.querySelectorAll("input")[place];
    if (!choice) return;
    choice.checked = true;
    page.changed(point);
    say(`Point ${numberOf(point)}: ${choice.parentElement.querySelector("span").textContent}.`);
    if (isOpen(point)) page.go(point);
    else page.onward();
  }

  function finish() {
    const open = page.submit();
    if (open) say(`Point ${numberOf(open)} waits for ${open.matches(".settling") ? "a final verdict" : "a reason"}.`);
  }

  function undo() {
    const point = page.undo();
    say(point ? `Undone at point ${numberOf(point)}.` : "There is nothing to undo.");
  }

  // From a point to its words in the answer, one quote after another.
  function showWords() {
    const links = [...(page.now ?? form).querySelectorAll(".quotes a")];
    if (!links.length) return;
    quote = (quote + 1) % links.length;
    for (const mark of document.querySelectorAll("mark.at")) mark.classList.remove("at");
    const words = document.getElementById(links[quote].hash.slice(1));
    words.classList.add("at");
    if (answer.scrollHeight > answer.clientHeight) {
      answer.scrollTop += words.getBoundingClientRect().top - answer.getBoundingClientRect().top - answer.clientHeight / 2;
    } else {
      words.scrollIntoView({ block: "center" });
    }
  }

  // Where the point is unclear the four discs are asked for, and the keys are theirs.
  function settle() {
    for (const point of form.querySelectorAll(".diff > li")) {
      const why = point.querySelector(".why :checked")?.value;
      const finals = [...point.querySelectorAll(".settles input")];
      for (const field of finals) {
        field.required = why === UNCLEAR;
        field.disabled = why !== UNCLEAR;
      }
      point.classList.toggle("settling", why === UNCLEAR && !finals.some((field) => field.checked));
    }
  }
}

function isOpen(point) {
  const why = point.querySelector(".why :checked")?.value;
  return !why || (why === UNCLEAR && !point.querySelector(".settles :checked"));
}

// The reviewer's own evidence, beside the judge's marks.
function underline(form, words) {
  if (!("highlights" in CSS)) return;
  const spans = [...form.querySelectorAll("[data-own]")].flatMap((point) => point.dataset.own.split(" ")).filter(Boolean);
  const ranges = spans.map((span) => words.rangeOf(span.split("-").map(Number))).filter(Boolean);
  CSS.highlights.set("own", new Highlight(...ranges));
}

// The group that the number keys choose from.
function groupOf(point) {
  return point.querySelector(point.matches(".settling") ? ".settles .pick" : ".why");
}

function numberOf(point) {
  return point.id.slice(1);
}
