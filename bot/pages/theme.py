"""Colours, type and spacing of every page, as CSS variables in light and dark. Pages never name a colour themselves.

Invariant: text keeps a contrast of at least 4.5:1 on its ground in both modes; buttons are 44 px high on a phone.
"""

from nicegui import ui

_CSS = """
:root {
  --ink: #1c2430; --muted: #5b6577; --line: #e6e8ec; --ground: #f6f7f9; --card: #ffffff;
  --accent: #0f766e; --accent-soft: #e6f4f2; --on-accent: #ffffff;
  --warning: #b45309; --warning-soft: #fef3e2; --error: #b42318; --error-soft: #fdecea; --success: #166534; --success-soft: #e7f5ec;
  --radius: 14px;
}
body.body--dark {
  --ink: #e8ecf2; --muted: #a3adbd; --line: #2c3543; --ground: #10151d; --card: #18202b;
  --accent: #2dd4bf; --accent-soft: #12332f; --on-accent: #06201d;
  --warning: #fbbf24; --warning-soft: #362709; --error: #f9a19a; --error-soft: #3b1512; --success: #86efac; --success-soft: #12301e;
}
body {
  background: var(--ground); color: var(--ink); font-size: 15px; line-height: 1.5;
  font-family: Inter, "Noto Sans SC", "Noto Sans CJK SC", system-ui, "PingFang SC", "Microsoft YaHei", sans-serif;
  text-autospace: normal;
}
.nicegui-content { padding: 0; gap: 0; }
.figure { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.small { font-size: 12.5px; color: var(--muted); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); }
.badge { display: inline-block; padding: 1px 8px; border-radius: 8px; font-size: 12.5px; background: var(--accent-soft); color: var(--accent); }
.badge.warning { background: var(--warning-soft); color: var(--warning); }
.badge.error { background: var(--error-soft); color: var(--error); }
.badge.success { background: var(--success-soft); color: var(--success); }
.pill {
  min-height: 36px; padding: 4px 16px; border: 1px solid var(--line); border-radius: 999px; background: var(--card); color: var(--ink);
  font: inherit; cursor: pointer;
}
.pill.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
.pill[disabled] { background: var(--ground); color: var(--muted); border-color: var(--line); cursor: not-allowed; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 640px) { .pill { min-height: 44px; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; scroll-behavior: auto !important; } }
"""

CHART_COLOURS = ("#0f766e", "#b45309", "#1d4ed8", "#7c3aed", "#64748b")
"""Colour-blind-safe palette for charts, in the order of use."""


def apply_theme(*, dark: bool | None) -> None:
    """Put the style sheet on the page being built; `dark` None follows the person's system."""
    ui.add_css(_CSS)
    ui.colors(primary="#0f766e", negative="#b42318", positive="#166534", warning="#b45309")
    ui.dark_mode(dark)
