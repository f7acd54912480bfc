// Every page for somebody signed in: local times, keys, and no draft left behind by whoever signs out.
import { forget } from "./draft.js";
import { bind, listen } from "./keys.js";
import { localise } from "./times.js";

localise(document);
bind("g j", () => location.assign("/"));
bind("g b", () => location.assign("/batches"));
bind("g a", () => location.assign("/audit"));
bind("?", () => document.getElementById("keys").togglePopover());
listen();
document.querySelector("[data-signs-out]").addEventListener("submit", forget);
