"""Draws a terminal screen, captured with its escape sequences, as a picture.

Text comes from a monospace font. Blocks, braille and lines are drawn by geometry, so that neighbouring cells join
without seams whatever the font.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CELL_WIDTH, CELL_HEIGHT, MARGIN, FONT_SIZE = 10, 20, 12, 16
BACKGROUND, FOREGROUND = (22, 24, 29), (205, 209, 217)
# The 16 colours of the terminal, normal and bright.
PALETTE = [
    (43, 48, 59), (224, 108, 117), (152, 195, 121), (229, 192, 123),
    (97, 175, 239), (198, 120, 221), (86, 182, 194), (205, 209, 217),
    (110, 118, 135), (255, 133, 141), (181, 224, 148), (250, 216, 150),
    (131, 198, 255), (223, 154, 244), (119, 212, 223), (245, 247, 250),
]
FONT_FOLDERS = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"]
FONT_NAMES = ["DejaVuSansMono.ttf", "Menlo.ttc", "LiberationMono-Regular.ttf", "NotoSansMono-Regular.ttf"]
BOLD_NAMES = ["DejaVuSansMono-Bold.ttf", "Menlo.ttc", "LiberationMono-Bold.ttf", "NotoSansMono-Bold.ttf"]

# Which arms a line character has: left, right, up, down; dashes are drawn whole.
LINE_ARMS = {
    "─": "lr", "━": "lr", "│": "ud", "┃": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud",
    "┬": "lrd", "┴": "lru", "┼": "lrud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu", "╌": "lr", "╎": "ud", "┄": "lr",
    "┆": "ud", "┈": "lr", "┊": "ud", "╴": "l", "╶": "r", "╵": "u", "╷": "d",
}
HEAVY_LINES = "━┃"
# Where a round corner goes: right or left, down or up.
ROUND_CORNERS = {"╭": (1, 1), "╮": (-1, 1), "╰": (1, -1), "╯": (-1, -1)}
# VT100 line drawing, as tmux captures it between shift-out and shift-in.
VT100_LINES = dict(zip("jklmnqtuvwx", "┘┐┌└┼─├┤┴┬│"))


@dataclass(frozen=True)
class Look:
    """Attributes of a cell; colours are `None` (the terminal's own) or RGB."""

    foreground: tuple | None = None
    background: tuple | None = None
    bold: bool = False
    dim: bool = False
    underline: bool = False
    reverse: bool = False

    def colours(self):
        foreground, background = self.foreground or FOREGROUND, self.background or BACKGROUND
        if self.reverse:
            foreground, background = background, foreground
        if self.dim:
            foreground = tuple((f * 3 + b * 2) // 5 for f, b in zip(foreground, background))
        return foreground, background


def indexed(number):
    """A colour of the 256."""
    if number < 16:
        return PALETTE[number]
    if number < 232:
        levels = (0, 95, 135, 175, 215, 255)
        number -= 16
        return levels[number // 36], levels[number // 6 % 6], levels[number % 6]
    return (8 + 10 * (number - 232),) * 3


def applied(look, codes):
    """The look after the numbers of one `ESC [ ... m`."""
    codes = [int(code or 0) for code in codes.replace(":", ";").split(";")]
    while codes:
        code = codes.pop(0)
        if code == 0:
            look = Look()
        elif code in (1, 2, 4, 7):
            look = replace(look, **{{1: "bold", 2: "dim", 4: "underline", 7: "reverse"}[code]: True})
        elif code == 22:
            look = replace(look, bold=False, dim=False)
        elif code in (24, 27):
            look = replace(look, **{{24: "underline", 27: "reverse"}[code]: False})
        elif code in (38, 48):
            if codes.pop(0) == 5:
                colour = indexed(codes.pop(0))
            else:
                colour, codes = tuple(codes[:3]), codes[3:]
            look = replace(look, **{"foreground" if code == 38 else "background": colour})
        elif 30 <= code <= 37 or 90 <= code <= 97:
            look = replace(look, foreground=PALETTE[code - 30 if code < 90 else code - 82])
        elif 40 <= code <= 47 or 100 <= code <= 107:
            look = replace(look, background=PALETTE[code - 40 if code < 100 else code - 92])
        elif code == 39:
            look = replace(look, foreground=None)
        elif code == 49:
            look = replace(look, background=None)
    return look


def cells(line, look):
    """The characters of a captured line with their looks, and the look that the next line begins with."""
    found, draws_lines = [], False
    for sequence, other, character in re.findall(r"\x1b\[([0-9;:]*)m|(\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x0e\x0f])|(.)", line):
        if character:
            found.append((VT100_LINES.get(character, character) if draws_lines else character, look))
        elif other:
            draws_lines = other == "\x0e" or (draws_lines and other != "\x0f")
        else:
            look = applied(look, sequence)
    return found, look


def width_of(character):
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def find_font(names):
    for folder in FONT_FOLDERS:
        for name in names:
            for path in sorted(Path(folder).expanduser().rglob(name)) if Path(folder).expanduser().is_dir() else ():
                return ImageFont.truetype(str(path), FONT_SIZE)
    raise SystemExit(f"no monospace font found; looked for {', '.join(names)}")


class Picture:
    """A screen of so many columns and rows, drawn line by line."""

    def __init__(self, columns, rows):
        size = (columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN)
        self.image = Image.new("RGB", size, BACKGROUND)
        self._draw = ImageDraw.Draw(self.image)
        # How many cells have a letter of which colour on which.
        self.pairs = Counter()
        self._font, self._bold = find_font(FONT_NAMES), find_font(BOLD_NAMES)

    def draw(self, lines):
        look = Look()
        for row, line in enumerate(lines):
            column = 0
            found, look = cells(line, look)
            for character, cell_look in found:
                self._draw_cell(column, row, character, cell_look)
                column += width_of(character)

    def _draw_cell(self, column, row, character, look):
        x, y = MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT
        foreground, background = look.colours()
        if character != " ":
            self.pairs[foreground, background] += 1
        right, bottom = x + CELL_WIDTH * width_of(character) - 1, y + CELL_HEIGHT - 1
        if background != BACKGROUND:
            self._draw.rectangle([x, y, right, bottom], fill=background)
        code = ord(character)
        if character in ROUND_CORNERS:
            self._draw_corner(x, y, *ROUND_CORNERS[character], foreground)
        elif character in LINE_ARMS:
            self._draw_line(x, y, LINE_ARMS[character], foreground, width=3 if character in HEAVY_LINES else 1)
        elif 0x2580 <= code <= 0x259F:
            self._draw_block(x, y, code, foreground, background)
        elif 0x2800 <= code <= 0x28FF:
            self._draw_braille(x, y, code, foreground)
        elif character != " ":
            font = self._bold if look.bold else self._font
            self._draw.text((x, y + 1), character, font=font, fill=foreground)
        if look.underline:
            self._draw.line([x, bottom - 1, right, bottom - 1], fill=foreground)

    def _draw_line(self, x, y, arms, colour, width):
        middle_x, middle_y = x + CELL_WIDTH // 2, y + CELL_HEIGHT // 2
        ends = {"l": (x, middle_y), "r": (x + CELL_WIDTH - 1, middle_y), "u": (middle_x, y), "d": (middle_x, y + CELL_HEIGHT - 1)}
        for arm in arms:
            self._draw.line([(middle_x, middle_y), ends[arm]], fill=colour, width=width)

    def _draw_corner(self, x, y, right, down, colour):
        middle_x, middle_y, radius = x + CELL_WIDTH // 2, y + CELL_HEIGHT // 2, CELL_WIDTH // 2
        end_x = x + CELL_WIDTH - 1 if right > 0 else x
        end_y = y + CELL_HEIGHT - 1 if down > 0 else y
        self._draw.line([(middle_x + right * radius, middle_y), (end_x, middle_y)], fill=colour)
        self._draw.line([(middle_x, middle_y + down * radius), (middle_x, end_y)], fill=colour)
        centre_x, centre_y = middle_x + right * radius, middle_y + down * radius
        start = {(1, 1): 180, (-1, 1): 270, (1, -1): 90, (-1, -1): 0}[right, down]
        box = [centre_x - radius, centre_y - radius, centre_x + radius, centre_y + radius]
        self._draw.arc(box, start, start + 90, fill=colour)

    def _draw_block(self, x, y, code, colour, background):
        def fill(left, top, right, bottom, colour=colour):
            """Fills a part of the cell, given in eighths."""
            box = [x + left * CELL_WIDTH / 8, y + top * CELL_HEIGHT / 8, x + right * CELL_WIDTH / 8 - 1, y + bottom * CELL_HEIGHT / 8 - 1]
            self._draw.rectangle([round(edge) for edge in box], fill=colour)

        if code == 0x2580:
            fill(0, 0, 8, 4)
        elif code <= 0x2588:
            fill(0, 8 - (code - 0x2580), 8, 8)
        elif code <= 0x258F:
            fill(0, 0, 8 - (code - 0x2588), 8)
        elif code == 0x2590:
            fill(4, 0, 8, 8)
        elif code <= 0x2593:
            share = (code - 0x2590) / 4
            fill(0, 0, 8, 8, tuple(round(b + (f - b) * share) for f, b in zip(colour, background)))
        elif code == 0x2594:
            fill(0, 0, 8, 1)
        elif code == 0x2595:
            fill(7, 0, 8, 8)
        else:
            # Quadrants: upper left, upper right, lower left, lower right.
            parts = ["0010", "0001", "1000", "1011", "1001", "1110", "1101", "0100", "0110", "0111"][code - 0x2596]
            for number, part in enumerate(parts):
                if part == "1":
                    left, top = 4 * (number % 2), 4 * (number // 2)
                    fill(left, top, left + 4, top + 4)

    def _draw_braille(self, x, y, code, colour):
        # Bits 0-2 and 6 are the left column, 3-5 and 7 the right one, from the top.
        for bit, (column, row) in enumerate([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]):
            if code - 0x2800 >> bit & 1:
                left, top = x + 1 + column * 5, y + 1 + row * 5
                self._draw.rectangle([left, top, left + 2, top + 2], fill=colour)

    def save(self, path):
        # A screen has few colours: a palette makes the file several times smaller.
        self.image.quantize(colors=64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)
