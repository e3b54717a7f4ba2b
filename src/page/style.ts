/** How a page looks: on light and dark screens, narrow ones, and on paper. */
export const STYLE = `
:root {
  --page: #f5f6f8; --card: #fff; --text: #1b1f24; --muted: #57606a; --line: #d5dae1;
  --accent: #0b57d0; --chip: #eef1f5;
  --good: #12612a; --good-back: #dcf7e3; --warn: #714800; --warn-back: #fff3cd;
  --bad: #9a0c22; --bad-back: #ffe5e4; --plain: #3d4752; --plain-back: #e8ecf1;
  --good-edge: #2da44e; --warn-edge: #d29922; --plain-edge: #8c959f;
  --mono: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --card: #161b22; --text: #e6edf3; --muted: #9da7b3; --line: #30363d;
    --accent: #79b8ff; --chip: #21262d;
    --good: #7ee787; --good-back: #12291a; --warn: #f0c65c; --warn-back: #2f2410;
    --bad: #ffaba4; --bad-back: #3a1518; --plain: #c3ccd6; --plain-back: #262c34;
    --good-edge: #3fb950; --warn-edge: #d29922; --plain-edge: #6e7681;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 4.5rem; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
header, nav, main { padding-inline: max(1rem, calc((100vw - 78rem) / 2)); }
header { padding-block: 1.75rem 1.25rem; }
.kind { margin: 0; color: var(--muted); font-size: .8rem; letter-spacing: .08em; text-transform: uppercase; }
h1 { margin: .1rem 0 1rem; font-size: 1.75rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 0 0 .5rem; font-size: 1.2rem; }
code, pre { font-family: var(--mono); font-size: .86em; }
pre { margin: 0; line-height: calc(1.5 / .86); white-space: pre-wrap; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; z-index: 3; padding: .5rem 1rem; background: var(--card); }
.muted, .origin, caption { color: var(--muted); }
.origin { font-family: var(--mono); font-size: .8em; overflow-wrap: anywhere; }
.age { color: var(--muted); }
td .age { display: block; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0; }
.tiles div {
  flex: 1 1 auto; min-width: 7.5rem; max-width: 26rem; padding: .6rem .9rem;
  background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
}
dt { color: var(--muted); font-size: .8rem; }
dd { margin: .1rem 0 0; font-size: 1.05rem; font-weight: 600; overflow-wrap: anywhere; }
dd .age, dd small { font-weight: 400; font-size: .85rem; color: var(--muted); }
nav {
  position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center;
  gap: .25rem 1rem; padding-block: .5rem; background: var(--card); border-block: 1px solid var(--line);
}
nav ul { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: 0; padding: 0; list-style: none; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
.count {
  padding: .05rem .45rem; border-radius: 1rem; background: var(--plain-back); color: var(--plain);
  font-size: .75rem; font-weight: 600; vertical-align: .08em;
}
form { display: flex; align-items: center; gap: .5rem; margin-left: auto; }
form label { position: absolute; left: -99rem; }
input {
  width: 17rem; max-width: 60vw; padding: .35rem .6rem; font: inherit; color: inherit;
  background: var(--page); border: 1px solid var(--plain-edge); border-radius: .4rem;
}
output { color: var(--muted); font-size: .85rem; white-space: nowrap; }
section {
  margin: 1.25rem 0; padding: 1.1rem 1.25rem 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem;
}
section > p { margin: 0 0 .75rem; }
table { width: 100%; border-collapse: collapse; }
caption { padding-bottom: .4rem; text-align: left; font-size: .85rem; }
th, td { padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 400; }
thead th { color: var(--muted); font-size: .8rem; font-weight: 600; }
tr:target { background: var(--warn-back); }
.id { display: inline-block; max-width: 14rem; font-size: .78em; }
time { white-space: nowrap; }
#values table { table-layout: fixed; }
#values th:nth-child(1) { width: 28%; }
#values th:nth-child(2) { width: 40%; }
.overridden { margin: .25rem 0 0; padding: 0; list-style: none; font-size: .85rem; color: var(--muted); }
.overridden code { text-decoration: line-through; white-space: pre-wrap; }
.badge {
  display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .75rem; font-weight: 600;
  line-height: 1.5; white-space: nowrap; color: var(--plain); background: var(--plain-back);
}
.badge.good { color: var(--good); background: var(--good-back); }
.badge.warn { color: var(--warn); background: var(--warn-back); }
.badge.bad { color: var(--bad); background: var(--bad-back); }
.notes { margin: 0; padding: 0; list-style: none; }
.notes li { display: flex; gap: .75rem; align-items: baseline; padding: .35rem 0; }
.notes .badge { min-width: 4.6rem; text-align: center; }
.message { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
#files ul { margin: 0; padding-left: 1.3rem; list-style: none; border-left: 1px solid var(--line); }
#files > ul { padding-left: 0; border: 0; }
#files li { padding: .15rem 0; }
.scroll { overflow-x: auto; padding-bottom: .25rem; }
.picture svg { display: block; max-width: 100%; min-width: 52rem; height: auto; }
svg text { fill: var(--text); font: 12px var(--mono); white-space: pre; }
svg .remark, svg .small { font-size: 11px; }
svg .remark, svg .prio { fill: var(--muted); }
svg .strong { font-weight: 700; }
svg rect { fill: var(--card); stroke: var(--line); }
svg .file rect { fill: var(--page); }
svg polyline { fill: none; stroke: var(--plain-edge); shape-rendering: crispEdges; }
svg .repo { text-decoration: none; }
svg .repo:hover > rect:first-of-type { stroke: var(--accent); }
svg .edge { stroke: none; fill: var(--plain-edge); }
svg .good .edge { fill: var(--good-edge); }
svg .warn .edge { fill: var(--warn-edge); }
svg .absent > rect:first-of-type { stroke-dasharray: 5 4; }
svg .chip rect { fill: var(--chip); stroke: none; }
svg .prio { font-weight: 700; }
svg .dim { opacity: .25; }
@media (max-width: 44rem) {
  html { scroll-padding-top: 1rem; }
  nav { position: static; }
  form { margin-left: 0; flex-wrap: wrap; }
  section { margin-inline: -.5rem; padding: .9rem; }
  table, caption, tbody, tr, th, td { display: block; width: auto !important; }
  thead { position: absolute; left: -99rem; }
  tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  th, td { padding: .1rem 0; border: 0; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--muted); font-size: .8rem; }
  td .age, td > div { display: inline; }
  .id { display: inline; }
}
@media print {
  body { background: #fff; font-size: 10pt; }
  header, nav, main { padding-inline: 0; }
  nav { display: none; }
  section { padding: 0; border: 0; }
  .scroll { overflow: visible; }
  .picture svg { min-width: 0; width: 100%; break-inside: avoid; }
  h2 { break-after: avoid; }
  tr, .notes li, .tiles div { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  .age, td .age { display: none; }
  .badge, .count, .tiles div { border: 1px solid var(--line); }
}
`;
