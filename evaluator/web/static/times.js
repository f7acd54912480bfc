// Times come in UTC and say so; here they are written in the reader's own zone.
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (number) => String(number).padStart(2, "0");

const FORMS = {
  day: (time) => `${time.getDate()}\u00a0${MONTHS[time.getMonth()]}\u00a0${time.getFullYear()}`,
  clock: (time) => `${two(time.getHours())}:${two(time.getMinutes())}`,
  exact: (time) => `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`,
};

export function localise(root) {
  for (const element of root.querySelectorAll("time[data-local]")) {
    const time = new Date(element.dateTime);
    element.textContent = element.dataset.local.split(" ").map((form) => FORMS[form](time)).join(", ");
  }
}
