/** The page's style: light or dark as the reader's system is, and readable when printed. */
export const HTML_STYLE = `
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --card: #ffffff; --ink: #1d2430; --dim: #5d6675; --line: #dcdfe4;
  --base: #2f6fb7; --on-base: #ffffff; --canary: #e7a522; --on-canary: #2b2000; --failed: #c9302c; --failed-line: #f4b9b6;
  --good: #1f7a43; --good-back: #e6f4ea; --bad: #a9221e; --bad-back: #fdeae9; --warn: #8a5a00; --warn-back: #fdf3dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #13161b; --card: #1b2027; --ink: #e6e9ee; --dim: #9aa4b2; --line: #333b46;
    --base: #4d8fdb; --on-base: #08182b; --canary: #f0bd4e; --on-canary: #2b2000; --failed: #e5534b; --failed-line: #7d1d18;
    --good: #6fd292; --good-back: #14301f; --bad: #ff8d86; --bad-back: #3a1715; --warn: #f0c565; --warn-back: #35290e;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 1180px; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1rem 0 .4rem; }
p { margin: .4rem 0; }
.dim { color: var(--dim); }
.verdict { padding: .7rem 1rem; border-radius: 8px; font-weight: 600; margin: 1rem 0; }
.good { background: var(--good-back); color: var(--good); }
.bad { background: var(--bad-back); color: var(--bad); }
.warn { background: var(--warn-back); color: var(--warn); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; margin: .7rem 0; }
/* From right to left it begins at its end, where the newest deploy is. */
.scroll { overflow-x: auto; direction: rtl; }
.scroll > svg { direction: ltr; }
.hint { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: .2rem 0 .6rem; color: var(--dim); }
.legend i { display: inline-block; width: .9em; height: .9em; border-radius: 2px; margin-right: .45em; vertical-align: -.1em; }
.legend .failed { background: repeating-linear-gradient(45deg, var(--failed) 0 4px, var(--failed-line) 4px 6px); }
i.base { background: var(--base); } i.canary { background: var(--canary); }
svg { display: block; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
svg rect { shape-rendering: crispEdges; }
svg .base { fill: var(--base); } svg .canary { fill: var(--canary); } svg .failed { fill: var(--failed); }
svg .failed-line { fill: var(--failed-line); }
svg .unused-line { fill: var(--line); } svg .grid { stroke: var(--line); } svg .border { stroke: var(--dim); stroke-dasharray: 3 3; }
svg .label { fill: var(--dim); } svg .alarm { fill: var(--bad); font-weight: 600; } svg .title { fill: var(--ink); font-weight: 600; }
svg .on-base { fill: var(--on-base); } svg .on-canary { fill: var(--on-canary); }
svg .hover { fill: transparent; } svg .hover:hover { fill: var(--ink); fill-opacity: .12; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: left; color: var(--dim); font-weight: 500; }
th, td { padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.number { color: var(--dim); font-variant-numeric: tabular-nums; width: 2.6rem; }
td.type, td.mark, td.phase { white-space: nowrap; }
tr.fails td { background: var(--bad-back); }
tr.fails .cause { color: var(--bad); }
tr:target td { background: var(--warn-back); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .9rem; margin: .4rem 0 0; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: 600; }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
@media (max-width: 1160px) { .hint { display: block; } }
@media (max-width: 700px) {
  body { padding: 1rem .8rem 3rem; }
  td.type, td.phase, td.state { display: none; }
  dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; }
  th, td { padding-right: .5rem; }
}
.badge {
  display: inline-block; min-width: 1.5em; padding: 0 .4em; margin-right: .5em; border-radius: 1em;
  background: var(--failed); color: #fff; text-align: center; font-weight: 600;
}
`;
