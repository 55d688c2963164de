"""What a badge must not contain, small as it is. For tests."""

from typing import Final

_LEVELS: Final = 12
_USES: Final = "".join(f'<g id="a{level}">{f"<use href='#a{level - 1}'/>" * 10}</g>' for level in range(1, _LEVELS))
ENDLESS: Final = f'<svg width="9" height="9"><defs><g id="a0"><path d="M0 0h1v1z"/></g>{_USES}</defs><use href="#a{_LEVELS - 1}"/></svg>'
"""an SVG that takes for ever"""
LARGE: Final = "{{ 'x' * 3000000000 }}"
"""a template that takes 3 GB"""
