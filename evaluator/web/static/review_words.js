// The words of an answer by their place: code points into its text, as the server counts, to stretches of the page
// and back. Only the candidate's own turns can be taken.
const WORD = /[\p{L}\p{N}]/u;

export class Words {
  constructor(answer) {
    this.answer = answer;
    this.turns = [...answer.querySelectorAll("li:not(.asked) > p[data-start]")].map(turnOf);
  }

  // The stretches of a selection: one in each turn that it touches, white space trimmed, no word cut in two.
  spansOf(range) {
    return this.turns.filter(({ p }) => range.intersectsNode(p)).map((turn) => spanIn(turn, range)).filter(Boolean);
  }

  rangeOf([start, end]) {
    const turn = this.turns.find((one) => one.start <= start && end <= one.end);
    if (!turn) return null;
    const range = document.createRange();
    range.setStart(...placeIn(turn, start - turn.start));
    range.setEnd(...placeIn(turn, end - turn.start));
    return range;
  }

  textOf([start, end]) {
    const turn = this.turns.find((one) => one.start <= start && end <= one.end);
    return turn ? turn.characters.slice(start - turn.start, end - turn.start).join("").replace(/\s+/g, " ") : "";
  }

  // The paragraph's number and its id.
  paragraphOf([start]) {
    const item = this.turns.find((one) => one.start <= start && start < one.end)?.p.closest("li");
    return item ? { number: item.id.slice(1), anchor: item.id } : null;
  }
}

// A turn's pieces of text, each with the code points before it. A character that is written out counts for as many as
// it stands for, and the numbers that close a quote are none of the candidate's words.
function turnOf(p) {
  const pieces = [];
  const characters = [];
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const stands = node.parentElement.dataset.standsFor;
    if (node.parentElement.matches("a.n")) continue;
    const own = stands ? Array(Number(stands)).fill("") : [...node.data];
    pieces.push({ node, at: characters.length, length: own.length, isWords: !stands });
    characters.push(...own);
  }
  const start = Number(p.dataset.start);
  return { p, pieces, characters, start, end: start + characters.length };
}

function spanIn(turn, range) {
  const { characters } = turn;
  let from = offsetIn(turn, range.startContainer, range.startOffset);
  let to = offsetIn(turn, range.endContainer, range.endOffset);
  while (from < to && !characters[from].trim()) from += 1;
  while (to > from && !characters[to - 1].trim()) to -= 1;
  if (from >= to) return null;
  while (from > 0 && joins(characters, from)) from -= 1;
  while (to < characters.length && joins(characters, to)) to += 1;
  return [turn.start + from, turn.start + to];
}

function joins(characters, at) {
  return WORD.test(characters[at - 1]) && WORD.test(characters[at]);
}

// How many of the turn's characters stand before a place on the page, which may be before or after the turn.
function offsetIn(turn, container, offset) {
  const place = document.createRange();
  place.setStart(container, offset);
  let before = 0;
  for (const { node, at, length, isWords } of turn.pieces) {
    if (node === container && isWords) return at + [...node.data.slice(0, offset)].length;
    if (place.comparePoint(node, node.length) > 0) return before;
    before = at + length;
  }
  return before;
}

function placeIn(turn, offset) {
  const { node, at, isWords } = turn.pieces.find((piece) => offset <= piece.at + piece.length) ?? turn.pieces.at(-1);
  return [node, isWords ? [...node.data].slice(0, offset - at).join("").length : 0];
}
