// A file is read here, in the browser, into the box: it can be seen and mended before it is sent.
const MAX_BYTES = 200_000;
const TOO_LARGE = "The file is larger than 200 kB. Cut out the part with this question.";
const NOT_TEXT = "The file is not UTF-8 text. Save it as plain text.";

export function dropZone(form, put) {
  const zone = form.querySelector(".compose");
  const chooser = form.elements.file;
  const status = document.getElementById("file-h");

  async function take(file) {
    if (!file) return;
    const text = file.size > MAX_BYTES ? null : decode(await file.arrayBuffer());
    chooser.value = "";
    if (text === null) return say(file.size > MAX_BYTES ? TOO_LARGE : NOT_TEXT);
    const before = form.elements.answer.value;
    put(text);
    say(`${file.name} is in the box.`, before.trim() && (() => { put(before); say("Put back."); }));
  }

  function say(words, undo) {
    status.replaceChildren(words);
    if (!undo) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "Put back what was there" });
    button.addEventListener("click", undo);
    status.append(" ", button);
  }

  chooser.addEventListener("change", () => take(chooser.files[0]));
  zone.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("over");
  });
  zone.addEventListener("drop", (event) => {
    zone.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
}

function decode(buffer) {
  const [first, second] = new Uint8Array(buffer);
  const wide = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : null;
  try {
    return new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(buffer);
  } catch {
    return null;
  }
}
