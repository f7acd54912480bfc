// What the two pages of a review have in common: one form of points, one point at hand, keys, undo, and what was chosen
// kept through a reload. The page of each says what its keys do.
import { Clock } from "./review_clock.js";
import { Kept } from "./review_kept.js";

const SENT_ANYWAY = new Set(["csrf_token", "seconds"]);

export class ReviewForm {
  // `rebuilt` is told when fields were put back, `isOpen` says of a point whether something is still to be said.
  constructor(form, { rebuilt = () => {}, isOpen }) {
    this.form = form;
    this.rebuilt = rebuilt;
    this.isOpen = isOpen;
    this.points = [...form.querySelectorAll(".choose > li, .diff > li")];
    this.kept = new Kept(form.dataset.review, form.dataset.step, document.body.dataset.user);
    if (this.kept.read()) this.put(this.kept.fields);
    else this.kept.fields = this.take();
    this.kept.write();
    this.clock = new Clock(this.kept.spent);
    this.save = () => this.#save();
    addEventListener("pagehide", this.save);
    form.addEventListener("input", ({ target }) => target.type === "text" && this.#typed());
    form.addEventListener("change", ({ target }) => this.changed(target.closest("li")));
    form.addEventListener("keydown", (event) => this.#leaveNote(event));
    form.addEventListener("focusin", ({ target }) => {
      const point = target.closest(".choose > li, .diff > li");
      if (point) this.mark(point);
    });
  }

  take() {
    return [...new FormData(this.form)].filter(([name]) => !SENT_ANYWAY.has(name));
  }

  put(fields) {
    const values = new Map(fields);
    for (const field of this.form.querySelectorAll("input[type=radio], input[type=text]")) {
      if (field.type === "radio") field.checked = values.get(field.name) === field.value;
      else field.value = values.get(field.name) ?? "";
    }
    this.rebuilt(fields);
  }

  // Something was chosen, taken or written at a point.
  changed(point) {
    this.kept.step(this.take(), this.points.indexOf(point));
    this.tell();
  }

  tell() {
    const open = this.points.filter(this.isOpen).length;
    this.told?.(open, this.points.length);
  }

  get now() {
    return this.points.find((point) => point.matches(".now"));
  }

  mark(point) {
    if (point === this.now) return;
    for (const one of this.points) {
      one.classList.toggle("now", one === point);
      if (one === point) one.setAttribute("aria-current", "step");
      else one.removeAttribute("aria-current");
    }
    this.moved?.(point);
  }

  // Make a point the one at hand, its chosen button or its first in focus.
  go(point) {
    this.mark(point);
    const group = point.querySelector(".settles:has(:required) .pick") ?? point.querySelector(".pick") ?? point;
    (group.querySelector(":checked") ?? group.querySelector("input") ?? point).focus({ preventScroll: true });
    point.scrollIntoView({ block: "nearest" });
  }

  step(by) {
    const at = this.points.indexOf(this.now);
    const next = this.points[at < 0 ? (by > 0 ? 0 : this.points.length - 1) : at + by];
    if (next) this.go(next);
  }

  firstOpen(after = -1) {
    return this.points.find((point, place) => place > after && this.isOpen(point)) ?? this.points.find(this.isOpen);
  }

  // On to the next point that is open, or to the button that sends it all.
  onward() {
    const next = this.firstOpen(this.points.indexOf(this.now));
    if (next) this.go(next);
    else this.#button().focus();
  }

  undo() {
    const last = this.kept.back();
    if (!last) return null;
    this.put(last.fields);
    this.tell();
    const point = this.points[last.at];
    if (point) this.go(point);
    return point ?? null;
  }

  // Enter: to the first open point, or send.
  submit() {
    const open = this.firstOpen();
    if (open) this.go(open);
    else this.form.requestSubmit(this.#button());
    return open;
  }

  fill() {
    this.form.elements.seconds.value = this.clock.read().toFixed(3);
  }

  // What was sent is the service's to keep.
  leave() {
    removeEventListener("pagehide", this.save);
    this.kept.clear();
    this.clock.stop();
  }

  // Enter and Esc lead back from a note to its point: a note must not commit anything.
  #leaveNote(event) {
    if (event.target.type !== "text" || !["Enter", "Escape"].includes(event.key) || event.isComposing) return;
    event.preventDefault();
    this.go(event.target.closest("li"));
  }

  #typed() {
    this.kept.fields = this.take();
    this.kept.write();
  }

  // Nothing is written any more once signing out has cleared the tab's storage.
  #save() {
    if (!this.kept.isThere) return;
    this.kept.spent = this.clock.read();
    this.kept.write();
  }

  #button() {
    return this.form.querySelector("button.primary");
  }
}
