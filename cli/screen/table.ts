import { cellWidth, padded } from './cells';

/** Lines whose cells stand below each other, two spaces between them. Without spaces at their ends. */
export function table(rows: ReadonlyArray<readonly string[]>, indent = ''): string[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, column) => Math.max(0, ...rows.map((row) => cellWidth(row[column] ?? ''))));
  return rows.map(
    (row) => (indent + row.map((cell, column) => column === row.length - 1 ? cell : padded(cell, widths[column])).join('  ')).trimEnd(),
  );
}
