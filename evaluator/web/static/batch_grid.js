// The grid: rows fetched as somebody scrolls, cells under the arrow keys, and the words of a cell beside it.
import { scrollOn } from "./grid_rows.js";
import { rove } from "./grid_keys.js";
import { peekBeside } from "./grid_peek.js";

const grid = document.getElementById("grid");
if (grid) {
  const settle = rove(grid);
  scrollOn(grid, document.getElementById("gridbox"), settle);
  peekBeside(grid, document.getElementById("peek"));
}
