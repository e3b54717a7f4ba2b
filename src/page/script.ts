/** What a page does where scripts run: search, ages. It reads the page alone, and makes texts only. */
export const SCRIPT = `"use strict";
(() => {
  const form = document.getElementById("search");
  const words = document.getElementById("words");
  const found = document.getElementById("found");
  const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const time of document.querySelectorAll("time")) {
    const days = Math.floor((Date.now() - Date.parse(time.dateTime)) / 86400000);
    const [count, unit] = days < 60 ? [days, "day"]
      : days < 730 ? [Math.floor(days / 30.44), "month"]
      : [Math.floor(days / 365.25), "year"];
    const age = document.createElement("span");
    age.className = "age";
    age.textContent = " " + ago.format(-count, unit);
    time.after(age);
  }
  const rows = [...document.querySelectorAll("[data-row]")];
  const boxes = [...document.querySelectorAll("[data-box]")];
  const groups = [...document.querySelectorAll("[data-list]")];
  const texts = new Map([...rows, ...boxes].map((it) => [it, it.textContent.toLowerCase()]));
  const search = () => {
    const asked = words.value.toLowerCase().split(/\\s+/).filter((word) => word !== "");
    const fits = (it) => asked.every((word) => texts.get(it).includes(word));
    let count = 0;
    for (const row of rows) {
      row.hidden = !fits(row);
      if (!row.hidden) count++;
    }
    for (const box of boxes) box.classList.toggle("dim", !fits(box));
    for (const group of groups) {
      group.hidden = asked.length > 0 && group.querySelector("[data-row]:not([hidden])") === null;
    }
    found.textContent = asked.length === 0 ? "" : count === 1 ? "1 place" : count + " places";
  };
  words.addEventListener("input", search);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== words) {
      event.preventDefault();
      words.focus();
    } else if (event.key === "Escape" && document.activeElement === words) {
      words.value = "";
      search();
    }
  });
  form.hidden = false;
  search();
})();
`;
