// The grid is one stop for Tab: arrows move among its links, Enter opens the one that has the keyboard.
export function rove(grid) {
  const held = grid.contains(document.activeElement) ? document.activeElement.closest("a") : null;
  let now = held ?? grid.querySelector("tbody a") ?? grid.querySelector("a");
  let column = 0;
  settle(grid);
  now.tabIndex = 0;

  grid.addEventListener("focusin", ({ target }) => {
    if (target.tagName !== "A") return;
    now.tabIndex = -1;
    now = target;
    now.tabIndex = 0;
    // A row without verdicts has one link only: past it the arrows go on in the column they came from.
    const links = linksOf(now.closest("tr"));
    if (links.length > 1) column = links.indexOf(now);
  });
  grid.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.tagName !== "A") return;
    const row = event.target.closest("tr");
    const links = linksOf(row);
    const place = links.indexOf(event.target);
    const next = {
      ArrowUp: () => beyond(row, "previousElementSibling", (part) => part.rows[part.rows.length - 1], column),
      ArrowDown: () => beyond(row, "nextElementSibling", (part) => part.rows[0], column),
      ArrowLeft: () => links[place - 1],
      ArrowRight: () => links[place + 1],
      Home: () => links[0],
      End: () => links.at(-1),
    }[event.key]?.();
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  return settle;

  function settle(part) {
    for (const link of part.querySelectorAll("a")) if (link !== now) link.tabIndex = -1;
  }
}

function linksOf(row) {
  return [...row.querySelectorAll("a")];
}

// The cell above or below, past rows without links and past the ends of a portion of rows.
function beyond(row, sibling, edge, place) {
  let next = row;
  do {
    const part = next.parentElement[sibling];
    next = next[sibling] ?? (part?.rows?.length ? edge(part) : null);
  } while (next && !linksOf(next).length);
  const links = next ? linksOf(next) : [];
  return links[Math.min(place, links.length - 1)];
}
