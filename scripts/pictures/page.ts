/* eslint-disable @stylistic/max-len -- a line of a text is a line of a picture */
import { escaped } from '../../cli/rehearse/html-text';

/** Light or dark as the reader's system is, on a card of its own, so that it is readable on any page. */
const STYLE = `
:root { --card: #ffffff; --ink: #1d2430; --dim: #5d6675; --line: #dcdfe4; --base: #2f6fb7; --on-base: #ffffff; --canary: #e7a522; --on-canary: #2b2000; --failed: #c9302c; --failed-line: #f4b9b6; --good: #1f7a43; --bad: #a9221e; }
@media (prefers-color-scheme: dark) { :root { --card: #1b2027; --ink: #e6e9ee; --dim: #9aa4b2; --line: #333b46; --base: #4d8fdb; --on-base: #08182b; --canary: #f0bd4e; --on-canary: #2b2000; --failed: #e5534b; --failed-line: #7d1d18; --good: #6fd292; --bad: #ff8d86; } }
text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", sans-serif; fill: var(--ink); }
.card { fill: var(--card); stroke: var(--line); }
.title { font-size: 20px; font-weight: 700; } .heading { font-size: 15px; font-weight: 600; } .dim { fill: var(--dim); } .small { font-size: 12.5px; }
.code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 13px; }
.base { fill: var(--base); } .canary { fill: var(--canary); } .failed { fill: var(--failed); } .failed-line { fill: var(--failed-line); }
.on-base { fill: var(--on-base); font-weight: 600; } .on-canary { fill: var(--on-canary); font-weight: 600; }
.good { fill: var(--good); font-weight: 600; } .bad { fill: var(--bad); font-weight: 600; }
.grid { stroke: var(--line); } .arrow { stroke: var(--dim); fill: none; stroke-width: 1.5; }
rect { shape-rendering: crispEdges; } .card { shape-rendering: auto; }
`;

/** Failed answers are told by a pattern as well as by colour. */
const DEFINITIONS = `<defs>
<pattern id="failed" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="failed" width="7" height="7"/><rect class="failed-line" width="2" height="7"/></pattern>
<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="var(--dim)"/></marker>
</defs>`;

export interface Page {
  readonly width: number;
  readonly height: number;
  readonly lang: string;
  /** What somebody hears who does not see the picture. */
  readonly description: string;
}

export function page({ width, height, lang, description }: Page, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" lang="${lang}">`,
    `<title>${escaped(description)}</title>`,
    `<style>${STYLE}</style>`,
    DEFINITIONS,
    `<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>`,
    ...content,
    '</svg>',
    '',
  ].join('\n');
}

/** @param classes of the style above */
export function text(x: number, y: number, content: string, classes = '', anchor: 'start' | 'middle' | 'end' = 'start'): string {
  return `<text${classes && ` class="${classes}"`} x="${round(x)}" `
    + `y="${round(y)}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escaped(content)}</text>`;
}

/** @param paint a class, or a fill such as `url(#failed)` */
export function box(x: number, y: number, width: number, height: number, paint: string, radius = 0): string {
  const fill = paint.startsWith('url(') ? `fill="${paint}"` : `class="${paint}"`;
  return `<rect ${fill} x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${radius ? ` rx="${radius}"` : ''}/>`;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
