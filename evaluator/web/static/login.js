import { isKept } from "./draft.js";

document.getElementById("draft").hidden = !isKept();
