import { OURS, PEERS } from './competitors';
import { gatesSvg } from './gates-svg';
import { RATIOS, Results } from './measure';
import { shownName, tables } from './tables';

/** docs/gates.md with new tables between its marks `<!-- table NAME -->` and `<!-- end -->`. @throws if it has another set of marks */
export function withGateTables(document: string, results: Results): string {
  const made = tables(results);
  const asked = [...document.matchAll(/<!-- table (\S+) -->/g)].map(([, name]) => name);
  if (asked.join() !== Object.keys(made).join()) { throw new Error(`The document must have the tables ${Object.keys(made)}, got ${asked}.`); }
  return document.replace(/(<!-- table (\S+) -->\n).*?(<!-- end -->)/gs, (_, mark: string, name: string, end: string) =>
    `${mark}\n${made[name]}\n\n${end}`);
}

/** A table of the document, cell by cell, the headings first. */
export function readTable(document: string, name: string): string[][] {
  const [, table] = new RegExp(`<!-- table ${name} -->(.*?)<!-- end -->`, 's').exec(document) ?? [];
  const [headings, , ...rows] = (table ?? '').trim().split('\n').map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  return [headings, ...rows];
}

/** The picture, out of the document's table of the ramp: ours as shipped, and what people use. */
export function pictureOf(document: string): string {
  const [[, ...traffics], ...rows] = readTable(document, 'ramp');
  const percents = (cell: string) => cell.split('/').map(Number);
  return gatesSvg(traffics, [OURS, ...PEERS].map(({ name }) => {
    const [, ...cells] = rows.find(([shown]) => shown === shownName(name))!;
    return { name, stopped: cells.map(percents).map((stopped) => ({ healthy: stopped[RATIOS.indexOf(1)], bad: stopped[RATIOS.indexOf(5)] })) };
  }));
}
