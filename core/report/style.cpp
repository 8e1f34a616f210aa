#include "core/report/style.h"

namespace azr::report {

namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;
--window:#f3f5f8;--surface:#ffffff;--alt:#f7f9fb;--border:#dce1e8;--text:#18202c;--muted:#566174;--accent:#2b59d1;
--good:#17733a;--warning:#8a5600;--bad:#b92323;
--keyword:#8a2aa8;--string:#17733a;--number:#a04510;--comment:#5f6b7a;--definition:#2b59d1;
--c0:#2b59d1;--c1:#cf5414;--c2:#178a4b;--c3:#9b3bc4;--c4:#0d8494;--c5:#b8336f;--c6:#8a6d00;--c7:#66707f}
@media screen and (prefers-color-scheme:dark){:root{
--window:#12151b;--surface:#1a1e26;--alt:#1f242d;--border:#2f3744;--text:#e6eaf1;--muted:#a3adbd;--accent:#7ea4ff;
--good:#62cf8c;--warning:#f0b74d;--bad:#ff8a8a;
--keyword:#d79bf0;--string:#8bd8a4;--number:#f2a878;--comment:#94a0b1;--definition:#8fb2ff;
--c0:#7ea4ff;--c1:#ff9c66;--c2:#5fd08f;--c3:#d08cf2;--c4:#4cc9d8;--c5:#f587b3;--c6:#d9bf4e;--c7:#a3adbd}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--window);color:var(--text);
font:16px/1.55 Inter,"Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:40px 28px 72px}
h1{font-size:2rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 6px}
h2{font-size:1.3rem;letter-spacing:-.01em;margin:52px 0 6px;padding-top:4px;scroll-margin-top:8px}
h3{font-size:1rem;margin:26px 0 8px}
p{margin:6px 0 12px;max-width:74ch}
.lead,.note{color:var(--muted)}
.note{font-size:.875rem}
a{color:var(--accent);text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
nav{display:flex;flex-wrap:wrap;gap:4px 20px;margin:22px 0 0;padding:10px 0;border-top:1px solid var(--border);
border-bottom:1px solid var(--border);font-size:.9rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(220px,1fr));gap:12px;margin:26px 0 0}
.tile{background:var(--surface);border:1px solid var(--border);border-radius:10px;padding:14px 16px}
.tile b{display:block;font-size:1.45rem;line-height:1.25;font-weight:650;letter-spacing:-.01em}
.tile span{color:var(--muted);font-size:.84rem}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,440px),1fr));gap:16px;margin:18px 0}
figure{margin:0;background:var(--surface);border:1px solid var(--border);border-radius:10px;padding:14px 16px 12px}
figure h3{margin:0}figure p{font-size:.84rem;margin:2px 0 8px;color:var(--muted)}
svg{display:block;width:100%;height:auto;overflow:visible}
.grid{stroke:var(--border);stroke-width:1}.axis{stroke:var(--muted);stroke-width:1}
.tick{fill:var(--muted);font-size:11.5px}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
.dashed{stroke-dasharray:5 4}
.band{stroke:none;opacity:.13}.mark{stroke:var(--surface);stroke-width:.5}
.whisker{stroke-width:1.2;opacity:.6}
)css"
                                    // Longer literals are not portable.
                                    R"css(
.line.c0{stroke:var(--c0)}.line.c1{stroke:var(--c1)}.line.c2{stroke:var(--c2)}.line.c3{stroke:var(--c3)}
.line.c4{stroke:var(--c4)}.line.c5{stroke:var(--c5)}.line.c6{stroke:var(--c6)}.line.c7{stroke:var(--c7)}
.band.c0,.mark.c0{fill:var(--c0)}.band.c1,.mark.c1{fill:var(--c1)}.band.c2,.mark.c2{fill:var(--c2)}
.band.c3,.mark.c3{fill:var(--c3)}.band.c4,.mark.c4{fill:var(--c4)}.band.c5,.mark.c5{fill:var(--c5)}
.band.c6,.mark.c6{fill:var(--c6)}.band.c7,.mark.c7{fill:var(--c7)}
.legend{list-style:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:2px 18px;
margin:8px 0 0;padding:0;font-size:.84rem}
.legend li{display:flex;align-items:center;gap:8px}
.legend svg{width:24px;height:10px;flex:none}
.legend .v{color:var(--muted)}
.scroll{overflow-x:auto;margin:14px 0;border:1px solid var(--border);border-radius:10px;background:var(--surface)}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:left;padding:7px 14px;border-bottom:1px solid var(--border);vertical-align:top}
thead th{background:var(--alt);color:var(--muted);font-weight:600;white-space:nowrap}
tbody tr:last-child td,tbody tr:last-child th{border-bottom:0}
.num{text-align:right;white-space:nowrap}
td code,th code,.facts code{overflow-wrap:anywhere}
code,pre{font-family:"JetBrains Mono","DejaVu Sans Mono",ui-monospace,Menlo,Consolas,monospace;font-size:.8125rem}
pre{margin:0;padding:14px 16px;overflow:auto;max-height:440px;line-height:1.5;tab-size:4;white-space:pre}
pre .k{color:var(--keyword)}pre .d{color:var(--definition)}pre .s{color:var(--string)}pre .n{color:var(--number)}
pre .m{color:var(--comment);font-style:italic}
.doc{display:block;color:var(--muted);font-size:.8125rem;max-width:60ch}
.bar{display:grid;grid-template-columns:minmax(110px,max-content) 1fr max-content;gap:6px 14px;align-items:center;
margin:14px 0;padding:14px 16px;font-size:.875rem;background:var(--surface);border:1px solid var(--border);
border-radius:10px}
.bar i{display:block;height:12px;border-radius:3px;background:var(--c0);min-width:2px}
.bar .bad{background:var(--c1)}
.task{background:var(--surface);border:1px solid var(--border);border-radius:10px;margin:14px 0;overflow:hidden}
.task header{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline;padding:10px 16px;background:var(--alt);
border-bottom:1px solid var(--border);font-size:.875rem}
.task header b{font-size:.95rem}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0;padding:12px 16px;font-size:.875rem;
border-top:1px solid var(--border)}
.facts dt{color:var(--muted)}.facts dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
.tag{border:1px solid var(--border);border-radius:99px;padding:1px 9px;font-size:.8rem;color:var(--muted)}
.good{color:var(--good)}.warning{color:var(--warning)}.error{color:var(--bad)}
.hash{font-size:.75rem;overflow-wrap:anywhere}
footer{margin-top:56px;padding-top:14px;border-top:1px solid var(--border);color:var(--muted);font-size:.84rem}
@media (max-width:640px){main{padding:24px 16px 48px}.bar{grid-template-columns:max-content 1fr max-content}}
@page{margin:14mm 13mm}
@media print{
:root{--window:#fff;--alt:#f4f5f7}
body{font-size:10pt;background:#fff}main{max-width:none;padding:0}nav{display:none}
h2{margin-top:26px}h2,h3,.task header{break-after:avoid}
figure,.tile,.task,tr,.bar{break-inside:avoid}thead{display:table-header-group}
.charts{grid-template-columns:1fr 1fr;gap:10px}.tiles{grid-template-columns:repeat(4,1fr)}
.scroll{overflow:visible}pre{max-height:none;white-space:pre-wrap;overflow-wrap:anywhere}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

}  // namespace

std::string_view styleSheet() {
    return kStyle;
}

}  // namespace azr::report
