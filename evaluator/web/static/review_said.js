// One line for those who listen.
export function say(words) {
  document.getElementById("said").textContent = words;
}
