"""Records a terminal while somebody works in it, as an animated picture."""

import time

from PIL import Image

from terminal_picture import Picture

FRAMES_PER_SECOND = 5
# Of a cell's 10 x 20 points; a recording is read beside text, not studied.
SCALE = 0.75


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
        frames = [self._frame(lines) for lines, _ in self._screens]
        # One palette for all, so that only what changes is stored again.
        # From the beginning, the middle and the end: a list has colours that an open request has not.
        width, height = frames[0].size
        sample = Image.new("RGB", (width, 3 * height))
        for row, frame in enumerate([frames[0], frames[len(frames) // 2], frames[-1]]):
            sample.paste(frame, (0, row * height))
        palette = sample.quantize(colors=64, dither=Image.Dither.NONE)
        frames = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
        durations = [count * 1000 // FRAMES_PER_SECOND for _, count in self._screens]
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=durations, loop=0, optimize=True)
        print(f"{path}  {len(frames)} frames  {path.stat().st_size // 1024} KB")

    def _frame(self, lines):
        picture = Picture(*self._size)
        picture.draw(lines)
        width, height = picture.image.size
        return picture.image.resize((int(width * SCALE), int(height * SCALE)), Image.Resampling.LANCZOS)
