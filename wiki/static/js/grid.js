// The cells of a copied table.

/** The rows of a table with the words of a cell for each column, as `words` reads it; `words` is told of the first row.
    Cells that were joined leave empty ones. */
export function grid(table, words) {
  const rows = [...table.rows].map(() => []);
  [...table.rows].forEach((row, y) => {
    for (const one of row.cells) {
      let x = 0;
      while (rows[y][x] !== undefined) x += 1;
      for (let down = 0; down < Math.max(1, one.rowSpan) && rows[y + down]; down += 1) {
        for (let across = 0; across < one.colSpan; across += 1) rows[y + down][x + across] = down || across ? "" : words(one, y === 0);
      }
    }
  });
  const width = Math.max(0, ...rows.map((row) => row.length));
  return rows.map((row) => Array.from({ length: width }, (_, x) => row[x] ?? ""));
}

/** Whether the table only lays things out, as those of mails do. */
export function isLayout(table) {
  return table.matches("[role=presentation], [role=none], :has(table)") || table.querySelectorAll("td, th").length < 2;
}
