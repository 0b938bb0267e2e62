/* Sorting and filtering of tables. Everything on these pages can be read without it. */
(() => {
  "use strict";
  const amount = (cell) => {
    const text = cell.textContent.replace(/[\u202f\u00a0,]/g, "").replace(/^EUR/, "");
    return /^[0-9.]+$/.test(text) ? Number(text) : null;
  };
  const compare = (column, sign) => (one, other) => {
    const [a, b] = [one.cells[column], other.cells[column]];
    const [x, y] = [amount(a), amount(b)];
    if (x !== null && y !== null) return sign * (x - y);
    if (x !== null || y !== null) return x === null ? 1 : -1; /* states come last */
    return sign * a.textContent.localeCompare(b.textContent, "en");
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const order = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = now === "descending" ? "ascending" : now === "ascending" ? null : "descending";
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        if (next) head.setAttribute("aria-sort", next);
        const fixed = order.filter((row) => row.classList.contains("d0"));
        const together = order.filter((row) => row.classList.contains("together"));
        const rest = order.filter((row) => !fixed.includes(row) && !together.includes(row));
        if (next) rest.sort(compare(column, next === "ascending" ? 1 : -1));
        body.append(...(next ? [...fixed, ...rest, ...together] : order));
      });
    });
    if (order.length > 30) {
      const label = document.createElement("label");
      const input = document.createElement("input");
      label.className = "filter";
      input.type = "search";
      label.append("Show rows with", input);
      input.addEventListener("input", () => {
        const wanted = input.value.trim().toLocaleLowerCase("en");
        for (const row of order) {
          const name = row.cells[0].textContent.toLocaleLowerCase("en");
          row.hidden = wanted !== "" && !row.classList.contains("d0") && !name.includes(wanted);
        }
      });
      table.closest(".scroll").before(label);
    }
  }
})();
