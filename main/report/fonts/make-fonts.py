"""Makes the report's fonts from the web fonts of @fontsource: merge the subsets, rename, write TTF.

Run once, by hand, when a font is updated (the results are kept in the repository):
    pip install fonttools brotli && python3 main/report/fonts/make-fonts.py

Typst reads TTF and OTF, the packages hold WOFF2 in subsets. The families are renamed because "Plex" is a
Reserved Font Name of the OFL, and because a unique name cannot be shadowed by a font of the system.
"""
import json
import os
import tempfile

from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, '..', '..', '..', 'node_modules', '@fontsource')
SUBSETS = ['latin', 'latin-ext', 'vietnamese', 'greek', 'cyrillic', 'cyrillic-ext']
FACES = [
    ('sans', 'Drydock Sans', 'Regular', 400, 'normal'),
    ('sans', 'Drydock Sans', 'Medium', 500, 'normal'),
    ('sans', 'Drydock Sans', 'SemiBold', 600, 'normal'),
    ('sans', 'Drydock Sans', 'Italic', 400, 'italic'),
    ('serif', 'Drydock Serif', 'Regular', 400, 'normal'),
    ('serif', 'Drydock Serif', 'SemiBold', 600, 'normal'),
    ('serif', 'Drydock Serif', 'Italic', 400, 'italic'),
    ('mono', 'Drydock Mono', 'Regular', 400, 'normal'),
    ('mono', 'Drydock Mono', 'SemiBold', 600, 'normal'),
]


def make(kind, family, style, weight, slant):
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for subset in SUBSETS:
            path = f'{SOURCE}/ibm-plex-{kind}/files/ibm-plex-{kind}-{subset}-{weight}-{slant}.woff2'
            if not os.path.exists(path):
                continue
            font = TTFont(path)
            font.flavor = None
            for table in ('GDEF', 'STAT', 'DSIG', 'fvar', 'HVAR', 'MVAR', 'avar', 'gvar', 'meta'):
                if table in font:
                    del font[table]
            part = os.path.join(folder, f'{subset}.ttf')
            font.save(part)
            parts.append(part)
        merged = Merger(Options(drop_tables=[])).merge(parts)
    rename(merged, family, style, weight, slant)
    name = f'{family}-{style}'.replace(' ', '') + '.ttf'
    # A constant time stamp: the same input gives the same bytes.
    merged['head'].created = merged['head'].modified = 3_600_000_000
    merged.recalcTimestamp = False
    merged.save(os.path.join(HERE, name))
    return name, sorted(merged.getBestCmap())


def rename(font, family, style, weight, slant):
    table = font['name']
    copyright_ = table.getDebugName(0) or ''
    table.names = []
    typographic = style
    legacy_family = family if style in ('Regular', 'Italic') else f'{family} {style}'
    legacy_style = style if style in ('Regular', 'Italic') else 'Regular'
    for name_id, text in {
        0: copyright_,
        1: legacy_family,
        2: legacy_style,
        3: f'{family} {style}, made for Drydock',
        4: f'{family} {style}',
        5: 'Version 1.0',
        6: f'{family}-{style}'.replace(' ', ''),
        13: 'This Font Software is licensed under the SIL Open Font License, Version 1.1.',
        14: 'https://openfontlicense.org',
        16: family,
        17: typographic,
    }.items():
        table.setName(text, name_id, 3, 1, 0x409)
    font['OS/2'].usWeightClass = weight
    selection = font['OS/2'].fsSelection & ~0b1100001
    font['OS/2'].fsSelection = selection | (1 if slant == 'italic' else 0b1000000 if style == 'Regular' else 0)
    font['head'].macStyle = 2 if slant == 'italic' else 0


def ranges(points):
    out = []
    for point in points:
        if out and out[-1][1] == point - 1:
            out[-1][1] = point
        else:
            out.append([point, point])
    return out


coverage = {}
for face in FACES:
    file, points = make(*face)
    key = face[0]
    coverage[key] = set(points) & coverage.get(key, set(points))
    print(file, len(points), os.path.getsize(os.path.join(HERE, file)))
with open(os.path.join(HERE, 'coverage.json'), 'w', encoding='utf-8') as out:
    json.dump({key: ranges(sorted(points)) for key, points in coverage.items()}, out)
    out.write('\n')
