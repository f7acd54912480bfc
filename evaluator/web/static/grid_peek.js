// Beside the grid stand the words of the cell that has the keyboard or the pointer.
const SETTLED_MS = 120;
const KEPT = 300;

export function peekBeside(grid, panel) {
  const place = panel.querySelector("[data-peek]");
  const told = new Map();
  let wanted = "";
  let timer = 0;

  grid.addEventListener("focusin", ({ target }) => aim(target));
  grid.addEventListener("pointerover", ({ target }) => aim(target.closest("td")?.querySelector("a") ?? target));
  // Somebody may have gone there before this was loaded.
  if (grid.contains(document.activeElement)) aim(document.activeElement);

  function aim(link) {
    const isHidden = !panel.offsetParent;
    if (isHidden || !/^#p\d+$/.test(link.hash ?? "") || link.href === wanted) return;
    wanted = link.href;
    clearTimeout(timer);
    timer = setTimeout(show, SETTLED_MS, link);
  }

  async function show(link) {
    const { href } = link;
    const html = told.get(href) ?? await ask(link);
    if (html === null || wanted !== href) return;
    if (told.size > KEPT) told.clear();
    told.set(href, html);
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const cell = grid.tHead.rows[1].cells[link.closest("td").cellIndex];
    const number = link.hash.slice(2);
    parsed.querySelector("[data-over]").textContent = `Point ${number} over the batch: ${cell.dataset.told}.`;
    place.replaceChildren(...parsed.body.childNodes);
  }
}

function ask(link) {
  const address = `${link.pathname}/points/${link.hash.slice(2)}`;
  return fetch(address).then((response) => response.ok ? response.text() : null, () => null);
}
