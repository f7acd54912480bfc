// Single keys, and pairs such as "g j". They work only while no field has the keyboard and no modifier is held.
const PAIR_MS = 1500;
const bound = new Map();
let first = "";
let timer = 0;

export function bind(keys, act) {
  bound.set(keys, act);
}

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (takesText(event.target)) {
      if (event.key === "Escape" && event.target.type !== "search") event.target.blur();
      return;
    }
    if (document.querySelector("#keys:popover-open") && event.key !== "?") return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    press(event);
  });
}

function press(event) {
  const pair = first && bound.get(`${first} ${event.key}`);
  const act = pair || bound.get(event.key);
  const begins = [...bound.keys()].some((keys) => keys.startsWith(`${event.key} `));
  clearTimeout(timer);
  first = !pair && begins ? event.key : "";
  timer = setTimeout(() => { first = ""; }, PAIR_MS);
  if (!act) return;
  event.preventDefault();
  act();
}

function takesText(element) {
  if (element instanceof HTMLInputElement) return !["radio", "checkbox", "submit", "button", "file"].includes(element.type);
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
}
