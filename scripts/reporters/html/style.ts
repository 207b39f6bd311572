/** Styles of the report: light and dark, from 360 px up, printable. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--line:#d1d9e0;--back:#fff;--good:#1a7f37;--bad:#c2344d;--odd:#9a6700}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--back:#0d1117;--good:#3fb950;--bad:#ff7b86;--odd:#d29922}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:72rem;color:var(--ink);background:var(--back);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.15rem;margin:2rem 0 .5rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1rem 0 .25rem}
.verdict{display:inline-block;padding:0 .5rem;border:2px solid;border-radius:.25rem}
.pass{color:var(--good)}.fail{color:var(--bad)}.invalid{color:var(--odd)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums;overflow-wrap:normal}
th,td{padding:.25rem .75rem .25rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
td.number,th.number{text-align:right}
td.missed,td.no-data{font-weight:700}td.met{color:var(--good)}td.missed{color:var(--bad)}td.no-data{color:var(--odd)}
th{font-weight:600;color:var(--soft)}
figure{margin:0 0 1.5rem}
figcaption{font-size:.875rem}
svg{min-width:34rem;width:100%;max-width:45rem;height:auto;display:block}
.soft{color:var(--soft);font-size:.875rem}
.key{font-weight:600}
dl{margin:0}dt{font-weight:600;margin-top:.5rem}dd{margin:0 0 0 1rem}
pre{white-space:pre-wrap;font-size:.8125rem}
`.trim();
