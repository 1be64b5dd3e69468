// The part of ncurses that the screen needs, in terms that Swift can import.
//
// Swift 6 rejects the library's globals (stdscr, COLS) and does not import its macros (A_BOLD, KEY_F(n)). On macOS the
// system's module of ncurses is moreover built without wide characters. So <ncurses.h> is included in shim.c only, and
// nothing of it shows here.
#ifndef LLAMA_STREAM_TOP_CNCURSES_H
#define LLAMA_STREAM_TOP_CNCURSES_H

#include <stdint.h>

// Attributes of a cell, to be combined.
enum {
    CN_BOLD = 1,
    CN_DIM = 2,
    CN_REVERSE = 4,
    CN_UNDERLINE = 8,
};

// What cn_read_key() found.
enum {
    CN_NO_KEY = 0,
    // A Unicode scalar, control characters included.
    CN_CHARACTER = 1,
    // One of CN_KEY_...
    CN_SPECIAL = 2,
    // The terminal is gone.
    CN_END_OF_INPUT = 3,
    // CN_MOUSE_... << 24 | row << 12 | column
    CN_MOUSE = 4,
    // What comes up to the end was not typed, but pasted.
    CN_PASTE_BEGIN = 5,
    CN_PASTE_END = 6,
};

enum {
    CN_MOUSE_PRESS = 1,
    CN_MOUSE_WHEEL_UP = 2,
    CN_MOUSE_WHEEL_DOWN = 3,
};

enum {
    CN_KEY_UP = 1,
    CN_KEY_DOWN,
    CN_KEY_LEFT,
    CN_KEY_RIGHT,
    CN_KEY_HOME,
    CN_KEY_END,
    CN_KEY_PAGE_UP,
    CN_KEY_PAGE_DOWN,
    CN_KEY_ENTER,
    CN_KEY_BACKSPACE,
    CN_KEY_BACK_TAB,
    CN_KEY_DELETE,
    CN_KEY_SHIFT_LEFT,
    CN_KEY_SHIFT_RIGHT,
    // CN_KEY_FUNCTION + n is Fn.
    CN_KEY_FUNCTION = 100,
};

// ---- the screen: to be called from one thread only

// Takes the terminal over: raw input, no echo, alternate screen, no cursor. `type` is a terminfo name, NULL: $TERM.
// Returns 0, or -1 where the descriptors are no terminal or its type is unknown; nothing has been changed then.
int cn_open(int input, int output, const char *type);
// Gives the terminal back and frees everything. Does nothing where it is not open.
void cn_close(void);
// Gives the terminal back for a while, and takes it again; the next flush paints everything.
void cn_leave(void);
void cn_enter(void);

// Asks the terminal for its size. Returns 0, or -1 where it does not tell.
int cn_measure(int *rows, int *columns);
void cn_resize(int rows, int columns);

// Whether the terminal reports presses of the first button, and the wheel. Off again whenever the terminal is given back.
void cn_report_mouse(int is_on);

// Colours that the terminal has; 0: none.
int cn_color_count(void);
// Makes `pair` (1...) mean `color` on `background`: numbers of the palette, of a terminal without one (more than 256 colours) 0xRRGGBB from 8
// on; -1: the terminal's default.
void cn_define_pair(int pair, int color, int background);
// Whether numbers of the palette can be given other colours.
int cn_can_mix(void);
// Makes the number `color` mean `rgb` (0xRRGGBB) until the terminal is given back, and again whenever it is taken.
void cn_mix(int color, uint32_t rgb);

// Writes one cell: a spacing character and the combining ones that follow it.
void cn_put(int row, int column, const uint32_t *scalars, int count, int attributes, int pair);
// Columns that ncurses gives `scalar`; -1: it is not printable.
int cn_scalar_width(uint32_t scalar);

enum { CN_WIDE_RANGES = 256 };
// From now on the characters `first` to `last` take two columns, where they took one. Ranges come in order, and again without effect. -1: they
// cannot be widened on this system, or there are more than CN_WIDE_RANGES.
int cn_widen(uint32_t first, uint32_t last);
// Sends what has changed since the last flush.
void cn_flush(void);
// Makes the next flush paint everything.
void cn_invalidate(void);
// Reads a character of the screen back as it stands in ncurses' memory; a wide one stands in both of its columns.
uint32_t cn_scalar_at(int row, int column);

// Takes the next key without waiting for one.
int cn_read_key(uint32_t *value);

// Sets the C library's locale from the environment; returns whether its character set is UTF-8.
int cn_use_environment_locale(void);
// Seconds that local time is ahead of UTC at `time` (seconds since 1970).
long cn_utc_offset(double time);

// ---- signals

// From now on each of TERM, INT, HUP, QUIT, TSTP, CONT and WINCH only writes its number, as one byte, to `descriptor`.
void cn_claim_signals(int descriptor);
// Puts back what was there before.
void cn_release_signals(void);
// Stops this process, or (`group`) its whole process group, as the terminal's suspend key does. Returns when continued.
void cn_stop_self(int group);

// ---- the way out that always works

// From cn_open() to cn_close() a crash (SEGV, BUS, ILL, TRAP, ABRT, FPE, in any thread) first gives the terminal back,
// then goes on to what was installed before. Where standard output and standard error have been redirected to the file
// `capture`, `output` and `error` are where they went before: its end is shown there, and they are put back. -1: none.
void cn_set_captured_streams(int capture, int output, int error);

#endif
