// Asks the service what it recognises in the answer so far, and shows that under the box.
const PAUSE_MS = 400;

export function keepOutline(form) {
  const parts = { outline: document.getElementById("outline"), prices: document.getElementById("prices") };
  let timer = 0;
  let asked = 0;
  let shownFor = form.elements.answer.value;
  let preferred = "";

  async function ask(names) {
    const number = ++asked;
    const fields = new FormData(form);
    fields.delete("file");
    if (preferred && !fields.get("speaker")) fields.set("speaker", preferred);
    const response = await fetch("/outline", { method: "POST", body: fields }).catch(() => null);
    if (!response || number !== asked) return;
    if (response.redirected) return signedOut();
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const name of names) parts[name].replaceChildren(...page.getElementById(name).childNodes);
  }

  function later(names) {
    clearTimeout(timer);
    timer = setTimeout(() => ask(names), PAUSE_MS);
  }

  return {
    prefer(speaker) { preferred = speaker; },
    refresh() {
      if (form.elements.answer.value === shownFor) return;
      shownFor = form.elements.answer.value;
      later(["outline", "prices"]);
    },
    refreshPrices() { later(["prices"]); },
  };
}

function signedOut() {
  const status = document.getElementById("file-h");
  const link = Object.assign(document.createElement("a"), { href: "/login", textContent: "Sign in again" });
  status.replaceChildren("You are signed out. What you typed is still here. ", link);
}
