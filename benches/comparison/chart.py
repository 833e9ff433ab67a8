"""The same as bars, in an SVG that can be read on light and on dark."""

from html import escape

from .catalog import BARE, DJANGO, PEER

WIDTH, LABELS, BAR, GAP, TOP = 860, 400, 18, 8, 56
SCALE = WIDTH - LABELS - 90

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 15px; font-weight: 600 }
.grid { stroke: #d0d7de }
.spread { stroke: #1f2328; stroke-width: 1.5 }
.bare { fill: #8c959f } .ours { fill: #0969da } .peer { fill: #bf8700 } .django { fill: #1a7f37 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .grid { stroke: #3d444d }
  .spread { stroke: #e6edf3 }
  .bare { fill: #6e7681 } .ours { fill: #4493f8 } .peer { fill: #d29922 } .django { fill: #3fb950 }
}
"""


def svg(rows):
    """A panel for each mix of people, one below the other."""
    panels, top = [], 0
    for people in dict.fromkeys(row.people for row in rows):
        shown = [row for row in rows if row.people == people and row.used]
        if shown:
            panels.append(panel(shown, people, top))
            top += TOP + len(shown) * (BAR + GAP) + 24
    title = "Requests for the same CPU time, bare handler = 1"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {max(top, 1)}" role="img" aria-label="{title}">'
        f"<title>{title}</title><style>{STYLE}</style>{''.join(panels)}</svg>\n"
    )


def panel(rows, people, top):
    who = "one person" if people == 1 else f"{people:,} people in turn"
    bottom = top + TOP + len(rows) * (BAR + GAP)
    parts = [f'<text class="title" x="8" y="{top + 24}">Requests for the same CPU time, {who}; bare handler = 1</text>']
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = LABELS + share * SCALE
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{top + TOP - 8}" y2="{bottom}"/>')
        parts.append(f'<text x="{x}" y="{bottom + 14}" text-anchor="middle">{share:g}</text>')
    for place, row in enumerate(rows):
        parts.append(bar(row, top + TOP + place * (BAR + GAP)))
    return "".join(parts)


def bar(row, top):
    middle, end = top + BAR / 2, LABELS + row.ratio * SCALE
    spread = [LABELS + share * SCALE for share in (row.least, row.most)]
    value = f"{row.ratio:.2f}" if row.ratio >= 0.1 else f"{row.ratio:.4f}"
    return (
        f'<text x="{LABELS - 10}" y="{middle + 4.5}" text-anchor="end">{escape(row.server.title)}</text>'
        f'<rect class="{kind(row.server)}" x="{LABELS}" y="{top}" width="{row.ratio * SCALE:.1f}" height="{BAR}" rx="2"/>'
        f'<line class="spread" x1="{spread[0]:.1f}" x2="{spread[1]:.1f}" y1="{middle}" y2="{middle}"/>'
        f'<text x="{max(end, spread[1]) + 8:.1f}" y="{middle + 4.5}">{value}</text>'
    )


def kind(server):
    if server is BARE:
        return "bare"
    return {PEER: "peer", DJANGO: "django"}.get(server.program, "ours")
