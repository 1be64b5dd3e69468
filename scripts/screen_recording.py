"""Records a terminal while somebody works in it, as an animated picture."""

import time
from collections import Counter

from PIL import Image

from terminal_picture import Picture

FRAMES_PER_SECOND = 5
# Of a cell's 10 x 20 points; a recording is read beside text, not studied.
SCALE = 0.75
COLOURS = 128


def palette_of(pairs):
    """The colours that cells have, and what lies between a letter's and that of what it stands on.

    Found from the pixels, a colour that only a few letters have would be given up for shades of one that many have: the
    red of a failed row is what such a picture is made for.
    """
    colours = {}
    pairs = [pair for pair, _ in pairs.most_common()]
    for share in [0, 1, 0.5, 0.75, 0.25, 0.9, 0.6, 0.4, 0.1]:
        for foreground, background in pairs:
            colours[tuple(round(b + (f - b) * share) for f, b in zip(foreground, background))] = None
    picture = Image.new("P", (1, 1))
    chosen = list(colours)[:COLOURS]
    # What is left over repeats the last one.
    picture.putpalette([part for colour in chosen + chosen[-1:] * (COLOURS - len(chosen)) for part in colour])
    return picture


class Recording:
    """Frames of a terminal of so many columns and rows. Equal neighbours become one that stays longer."""

    def __init__(self, terminal, columns, rows):
        self._terminal, self._size = terminal, (columns, rows)
        self._screens = []

    def watch(self, seconds):
        """Takes frames for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            next_frame = time.monotonic() + 1 / FRAMES_PER_SECOND
            lines = self._terminal.ansi()[:self._size[1]]
            if self._screens and self._screens[-1][0] == lines:
                self._screens[-1][1] += 1
            else:
                self._screens.append([lines, 1])
            time.sleep(max(0, next_frame - time.monotonic()))

    def press(self, *keys, seconds=1.0):
        """Presses keys one after the other, and watches for a while after each."""
        for key in keys:
            self._terminal.press(key)
            self.watch(seconds)

    def save(self, path):
        pairs = Counter()
        frames = [self._frame(lines, pairs) for lines, _ in self._screens]
        # One palette for all, so that only what changes is stored again.
        palette = palette_of(pairs)
        frames = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
        durations = [count * 1000 // FRAMES_PER_SECOND for _, count in self._screens]
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=durations, loop=0, optimize=True)
        print(f"{path}  {len(frames)} frames  {path.stat().st_size // 1024} KB")

    def _frame(self, lines, pairs):
        picture = Picture(*self._size)
        picture.draw(lines)
        pairs.update(picture.pairs)
        width, height = picture.image.size
        return picture.image.resize((int(width * SCALE), int(height * SCALE)), Image.Resampling.LANCZOS)
