// Selecting words of an answer without a mouse: arrows go from word to word and line to line, with Shift they take in
// more, and Esc leaves. The answer must have the keyboard.
const MOVES = { ArrowLeft: ["backward", "word"], ArrowRight: ["forward", "word"], ArrowUp: ["backward", "line"], ArrowDown: ["forward", "line"] };

export function selectByKeys(answer, leave) {
  answer.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target !== answer) return;
    const move = MOVES[event.key];
    const selection = getSelection();
    if (event.key === "Escape") {
      selection.removeAllRanges();
      leave();
    }
    if (!move || !isWithin(answer, selection)) return;
    event.preventDefault();
    const before = selection.getRangeAt(0).cloneRange();
    if (event.shiftKey) selection.modify("extend", ...move);
    else step(selection, ...move);
    if (!isWithin(answer, selection)) restore(selection, before);
    selection.focusNode.parentElement.scrollIntoView({ block: "nearest" });
  });
}

// Put the selection on the first own word, or leave it where it is.
export function beginSelecting(answer) {
  answer.focus();
  const selection = getSelection();
  const first = answer.querySelector("li:not(.asked) > p");
  if (!first || isWithin(answer, selection)) return;
  selection.collapse(first.firstChild, 0);
  selection.modify("extend", "forward", "word");
}

function step(selection, direction, by) {
  if (direction === "backward") selection.collapseToStart();
  else selection.collapseToEnd();
  selection.modify("move", direction, by);
  if (direction === "forward" || by === "line") selection.modify("move", "backward", "word");
  selection.modify("extend", "forward", "word");
}

function isWithin(answer, selection) {
  const list = answer.querySelector(".turns");
  return selection.rangeCount > 0 && list.contains(selection.anchorNode) && list.contains(selection.focusNode);
}

function restore(selection, range) {
  selection.removeAllRanges();
  selection.addRange(range);
}
