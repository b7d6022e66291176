"""How previews and pictures look: one palette for light, dark and paper; kinds differ by shape as well as by colour."""

LIGHT = """--paper:#f5f5f1;--card:#fff;--ink:#1c2321;--soft:#56605c;--line:#d5dad6;--off:#e9e9e2;--holiday:#f1dfcf;
--deadline:#2b5f8f;--watch:#80590d;--protected:#2c6a4c;--expiry:#7c3d6c;--scheduled:#4b4796;--late:#a5311f;
--field:#56605c;--mark:#2c6a4c"""
DARK = """--paper:#141816;--card:#1c2220;--ink:#e8ece9;--soft:#a3aea8;--line:#37413c;--off:#27302b;--holiday:#3a2d20;
--deadline:#7fb2e0;--watch:#d9ae58;--protected:#84c7a3;--expiry:#d597c4;--scheduled:#aaa6ec;--late:#f08f7d;
--field:#a3aea8;--mark:#84c7a3"""
KINDS = ("deadline", "watch", "protected", "expiry", "scheduled", "field")

PICTURE = (
    "text{fill:var(--ink)}.soft{fill:var(--soft)}.box{fill:var(--card);stroke-width:1.3}"
    ".line{stroke:var(--soft);stroke-width:1.3}.line.if{stroke-dasharray:5 4}.line.sets{stroke-dasharray:1.5 4}"
    ".head{fill:var(--soft)}.box.watch{stroke-dasharray:5 3}.box.field{fill:var(--off)}"
    + "".join(f".{kind}{{stroke:var(--{kind})}}.fill.{kind}{{fill:var(--{kind});stroke:none}}" for kind in KINDS)
)

ALONE = f"svg{{{LIGHT}}}@media (prefers-color-scheme:dark){{svg{{{DARK}}}}}{PICTURE}".replace("\n", "")
"""The sheet of a picture that stands in a file of its own."""

PAGE = (
    f":root{{color-scheme:light dark;{LIGHT}}}@media (prefers-color-scheme:dark){{:root{{{DARK}}}}}"
    + PICTURE
    + """
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header,main{max-width:82rem;margin:0 auto;padding:1.2rem 1rem .2rem}main{padding-top:0;padding-bottom:3rem}
h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:1.8rem 0 .6rem}
h3{font-size:.95rem;margin:1rem 0 .3rem}p{margin:.2rem 0}.soft{color:var(--soft)}
.warning{border-left:4px solid var(--late);padding-left:.6rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:.8rem}
.scroll{overflow-x:auto}.scroll svg{display:block;max-width:none}
.timeline{width:100%;height:auto;min-width:60rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.7rem;margin:0;padding:0;list-style:none}
.facts li{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:.6rem .8rem}
.facts b{display:block}.facts .missing{border-style:dashed}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:.6rem 0 0;padding:0;list-style:none;font-size:.85rem}
.legend svg{vertical-align:middle;margin-right:.3rem}
.day{fill:none}.off{fill:var(--off)}.holiday{fill:var(--holiday)}.gap{fill:var(--off);opacity:.5}
.grid,.hour{stroke:var(--line);stroke-width:.7}.hour{stroke-dasharray:2 3}.rule{stroke:var(--line)}
text{fill:var(--ink)}text.soft{fill:var(--soft)}text.on{fill:var(--card);stroke:none}
.bar{stroke-width:1.4}.bar.deadline{fill:var(--deadline)}.bar.watch{fill:var(--card);stroke-dasharray:4 3}
.bar.protected{fill:var(--protected)}.bar.expiry{fill:var(--card)}.thin{stroke-width:2.2;stroke-dasharray:1 3}
""".replace("\n", "")
    + "".join(f".due.{kind}{{fill:var(--{kind});stroke:var(--card)}}" for kind in KINDS)
    + """
.reminder{fill:var(--card);stroke:var(--ink);stroke-width:1.4}.chase{fill:var(--watch)}
.level{fill:var(--late)}.tail{stroke:var(--late);stroke-dasharray:2 3}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--soft);font-weight:600}thead th:last-child{width:38%}
td ul,td p{margin:.1rem 0;padding:0;list-style:none}
.when{white-space:nowrap}.tag{border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;font-size:.8rem}
ol.days{list-style:none;margin:0;padding:0;display:none}ol.days>li{margin:0 0 .9rem}
ol.days>li.off>b::after{content:" · day off";font-weight:400;color:var(--soft)}
ol.days ol{list-style:none;margin:.3rem 0 0;padding:0 0 0 .9rem;border-left:3px solid var(--line)}
ol.days ol li{margin:.35rem 0;position:relative}
ol.days ol li::before{content:"";position:absolute;left:-1.28rem;top:.45rem;width:.6rem;height:.6rem;
border-radius:50%;background:var(--card);border:2px solid var(--mark)}
ol.days ol li.due::before{border-radius:0;transform:rotate(45deg);background:var(--mark)}
.boxes{display:flex;flex-wrap:wrap;gap:.4rem;margin:0;padding:0;list-style:none;font-size:.85rem}
.boxes li{border:1px solid var(--line);border-radius:.4rem;padding:.15rem .5rem;background:var(--card)}
details summary{cursor:pointer;color:var(--soft)}
@media (max-width:600px){.wide{display:none}ol.days{display:block}thead{display:none}
tr,td,th{display:block;border-top:0;padding:.1rem 0}tr{border-top:1px solid var(--line);padding:.6rem 0}}
@media print{body{background:#fff;font-size:11px}.card,.facts li{break-inside:avoid;border-color:#bbb}
.scroll{overflow:visible}.scroll svg{max-width:100%;height:auto;min-width:0}h2{break-after:avoid}tr{break-inside:avoid}
@page{size:A4 landscape;margin:12mm}}
""".replace("\n", "")
)
"""The sheet of a page."""
