// The grid is one stop for Tab: arrows move among its links, Enter opens the one that has the keyboard.
const grid = document.getElementById("grid");
if (grid) rove(grid);

function rove(table) {
  const rows = [...table.rows].map((row) => [...row.querySelectorAll("a")]).filter((links) => links.length);
  const places = new Map();
  rows.forEach((links, y) => links.forEach((link, x) => {
    link.tabIndex = -1;
    places.set(link, [y, x]);
  }));
  let now = rows[0][0];
  now.tabIndex = 0;

  table.addEventListener("focusin", (event) => {
    if (!places.has(event.target)) return;
    now.tabIndex = -1;
    now = event.target;
    now.tabIndex = 0;
  });
  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !places.has(event.target)) return;
    const [y, x] = places.get(event.target);
    const next = {
      ArrowUp: () => above(y, -1, x),
      ArrowDown: () => above(y, 1, x),
      ArrowLeft: () => rows[y][x - 1],
      ArrowRight: () => rows[y][x + 1],
      Home: () => rows[y][0],
      End: () => rows[y].at(-1),
    }[event.key]?.();
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  function above(y, step, x) {
    const links = rows[y + step];
    return links?.[Math.min(x, links.length - 1)];
  }
}
