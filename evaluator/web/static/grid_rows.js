// Rows come from the server in portions, each a tbody, shortly before somebody scrolls to them. Portions far from what
// is seen give their rows up for one empty row of the same height, so that a long grid costs no more than a short one.
const AHEAD = "700px 0px";
const AGAIN_MS = 4000;

export function scrollOn(grid, box, settle) {
  const kept = new Map();
  const pager = document.querySelector(".pager");
  const status = pager.querySelector(".hint");
  const seen = new IntersectionObserver((entries) => entries.forEach(show), { root: box, rootMargin: AHEAD });
  let isFetching = false;

  for (const body of grid.tBodies) take(body);
  addEventListener("beforeprint", () => [...kept.keys()].forEach(unfold));

  function take(body) {
    settle(body);
    seen.observe(body);
    pager.querySelector(".push")?.toggleAttribute("hidden", true);
    const first = Number(grid.tBodies[0].dataset.first);
    const last = Number(body.dataset.first) + body.rows.length - 1;
    status.textContent = `Rows ${first} to ${last} of ${Math.max(last, grid.ariaRowCount - 2)}`;
  }

  function show({ target: body, isIntersecting }) {
    if (!isIntersecting) return fold(body);
    unfold(body);
    if (body === grid.tBodies[grid.tBodies.length - 1]) fetchAfter(body);
  }

  // Nothing folds away under the keyboard.
  function fold(body) {
    if (kept.has(body) || body.contains(document.activeElement)) return;
    const gap = document.createElement("tr");
    gap.style.height = `${body.offsetHeight}px`;
    kept.set(body, [...body.rows]);
    body.replaceChildren(gap);
  }

  function unfold(body) {
    const rows = kept.get(body);
    if (!rows) return;
    kept.delete(body);
    body.replaceChildren(...rows);
  }

  async function fetchAfter(body) {
    if (isFetching || !body.dataset.later) return;
    isFetching = true;
    const answer = await fetch(body.dataset.later).then((response) => response.ok ? response.text() : null, () => null);
    isFetching = false;
    if (answer === null) return setTimeout(fetchAfter, AGAIN_MS, body);
    const parsed = new DOMParser().parseFromString(`<table>${answer}</table>`, "text/html").querySelector("tbody");
    delete body.dataset.later;
    grid.append(document.adoptNode(parsed));
    take(parsed);
  }
}
