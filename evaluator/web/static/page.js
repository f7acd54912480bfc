// Every page for somebody signed in: local times, keys, and nothing of theirs left behind by whoever signs out.
import { bind, listen } from "./keys.js";
import { localise } from "./times.js";

localise(document);
bind("g j", () => location.assign("/"));
bind("g b", () => location.assign("/batches"));
bind("g r", () => document.querySelector(".masthead a[href='/review']")?.click());
bind("g a", () => location.assign("/audit"));
bind("g i", () => document.querySelector(".masthead a[href='/insights']")?.click());
bind("g k", () => document.querySelector(".masthead a[href='/keeping']")?.click());
bind("g u", () => document.querySelector(".masthead a[href='/users']")?.click());
bind("?", () => document.getElementById("keys").togglePopover());
listen();
document.addEventListener("submit", ({ target }) => target.matches("[data-signs-out]") && sessionStorage.clear());
