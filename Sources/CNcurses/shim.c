#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "shim.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "terminal_state.h"

// <term.h> has macros of these names.
#undef columns
#undef lines

static SCREEN *screen;
static FILE *input_file;
static FILE *output_file;
static volatile sig_atomic_t output_descriptor = -1;
static volatile sig_atomic_t is_flushing;
// Who is writing while it is.
static pthread_t flushing_thread;

// Milliseconds after ESC in which the rest of a function key's sequence must come.
static const int escape_delay = 25;

// Milliseconds that a full terminal gets to read before it is left.
static const int leave_patience = 300;

// Appends what the terminal needs for `capability`, without padding delays, which a signal handler cannot wait for.
static size_t append_capability(char *buffer, size_t used, size_t capacity, const char *capability) {
    const char *text = tigetstr((char *)capability);
    if (text == NULL || text == (char *)-1) return used;
    while (*text != 0 && used < capacity) {
        if (text[0] == '$' && text[1] == '<') {
            const char *end = strchr(text, '>');
            if (end == NULL) break;
            text = end + 1;
            continue;
        }
        buffer[used++] = *text++;
    }
    return used;
}

static struct termios original_modes;
static int reports_mouse;

// What xterm's control sequences (ctlseqs, "Mouse Tracking") call the modes that ncurses may have set.
static const char mouse_reset[] = "\033[?1006l\033[?1002l\033[?1000l";

// xterm's "bracketed paste": pasted text comes between two marks of its own. Terminals that do not know it ignore it.
static const char paste_set[] = "\033[?2004h";
static const char paste_reset[] = "\033[?2004l";
// Numbers that no key of ncurses has.
enum { PASTE_BEGIN_KEY = KEY_MAX + 1, PASTE_END_KEY = KEY_MAX + 2 };

// Only while nothing of ncurses' own waits to be written.
static void tell_terminal(const char *text, size_t length) {
    struct pollfd waiting = {.fd = output_descriptor, .events = POLLOUT};
    if (output_descriptor < 0 || poll(&waiting, 1, 0) <= 0) return;
    ssize_t ignored = write(output_descriptor, text, length);
    (void)ignored;
}

static uint32_t mixed_colors[256];
static unsigned char is_mixed[256];
static int mixed_count;

static void arm(void) {
    char reset[256];
    size_t used = 0;
    static const char *const capabilities[] = {"sgr0", "op", "rmkx", "cnorm", "rmcup"};
    for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++) {
        used = append_capability(reset, used, sizeof reset, capabilities[i]);
    }
    if (reports_mouse && used + sizeof mouse_reset <= sizeof reset) {
        memcpy(reset + used, mouse_reset, sizeof mouse_reset - 1);
        used += sizeof mouse_reset - 1;
    }
    if (used + sizeof paste_reset <= sizeof reset) {
        memcpy(reset + used, paste_reset, sizeof paste_reset - 1);
        used += sizeof paste_reset - 1;
    }
    if (mixed_count > 0) used = append_capability(reset, used, sizeof reset, "oc");
    cn_arm_crash_handlers(output_descriptor, &original_modes, reset, used);
}

static void mix(int color) {
    // In thousandths.
    short parts[3];
    for (int i = 0; i < 3; i++) parts[i] = (short)(((mixed_colors[color] >> (16 - 8 * i)) & 0xFF) * 1000 / 255);
    init_color((short)color, parts[0], parts[1], parts[2]);
}

static void close_files(void) {
    if (input_file != NULL) fclose(input_file);
    if (output_file != NULL) fclose(output_file);
    input_file = output_file = NULL;
    output_descriptor = -1;
}

static void set_modes(void) {
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    leaveok(stdscr, TRUE);
    scrollok(stdscr, FALSE);
    curs_set(0);
    define_key("\033[200~", PASTE_BEGIN_KEY);
    define_key("\033[201~", PASTE_END_KEY);
    // Many terminals send what xterm does and do not say so; unknown, it would be Esc and three letters.
    define_key("\033[1;2D", KEY_SLEFT);
    define_key("\033[1;2C", KEY_SRIGHT);
}

int cn_open(int input, int output, const char *type) {
    struct termios modes;
    if (screen != NULL || tcgetattr(output, &modes) != 0) return -1;
    int own_input = dup(input), own_output = dup(output);
    input_file = own_input < 0 ? NULL : fdopen(own_input, "r");
    output_file = own_output < 0 ? NULL : fdopen(own_output, "w");
    if (input_file == NULL || output_file == NULL) {
        close_files();
        return -1;
    }
    output_descriptor = own_output;
    set_escdelay(escape_delay);
    screen = newterm((char *)type, output_file, input_file);
    if (screen == NULL) {
        close_files();
        return -1;
    }
    set_term(screen);
    original_modes = modes;
    reports_mouse = 0;
    arm();
    cn_set_screen_active(1);
    set_modes();
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    // Until a screen has been left once, ncurses 6.4 writes each move of the cursor out by itself, dozens for a frame
    // (`_nc_mvcur` in its lib_mvcur.c, while `_endwin` is `ewInitial`).
    endwin();
    cn_enter();
    return 0;
}

void cn_close(void) {
    if (screen == NULL) return;
    cn_leave();
    cn_disarm_crash_handlers();
    delscreen(screen);
    screen = NULL;
    memset(is_mixed, 0, sizeof is_mixed);
    mixed_count = 0;
    close_files();
}

// A terminal that nobody reads must not keep the process from ending: what it has not taken by now is dropped.
static void make_room(void) {
    struct pollfd waiting = {.fd = output_descriptor, .events = POLLOUT};
    if (poll(&waiting, 1, leave_patience) == 0) tcflush(output_descriptor, TCOFLUSH);
}

static void drop(int number) {
    (void)number;
    cn_drop_blocked_output();
}

void cn_leave(void) {
    if (screen == NULL || cn_has_crashed()) return;
    if (!isendwin()) {
        make_room();
        // There may be room for some of it only: a timer drops what a terminal that nobody reads does not take.
        struct sigaction dropping = {.sa_handler = drop, .sa_flags = SA_RESTART}, former;
        sigemptyset(&dropping.sa_mask);
        sigaction(SIGALRM, &dropping, &former);
        flushing_thread = pthread_self();
        is_flushing = 1;
        alarm(1);
        curs_set(1);
        endwin();
        tell_terminal(paste_reset, sizeof paste_reset - 1);
        alarm(0);
        is_flushing = 0;
        sigaction(SIGALRM, &former, NULL);
    }
    cn_set_screen_active(0);
}

void cn_enter(void) {
    if (screen == NULL || cn_has_crashed()) return;
    cn_set_screen_active(1);
    reset_prog_mode();
    set_modes();
    fflush(output_file);
    tell_terminal(paste_set, sizeof paste_set - 1);
    for (int color = 0; mixed_count > 0 && color < 256; color++) {
        if (is_mixed[color]) mix(color);
    }
    clearok(curscr, TRUE);
}

int cn_measure(int *rows, int *columns) {
    struct winsize size;
    if (output_descriptor < 0 || ioctl(output_descriptor, TIOCGWINSZ, &size) != 0) return -1;
    if (size.ws_row == 0 || size.ws_col == 0) {
        if (screen == NULL) return -1;
        getmaxyx(stdscr, *rows, *columns);
        return 0;
    }
    *rows = size.ws_row;
    *columns = size.ws_col;
    return 0;
}

void cn_resize(int rows, int columns) {
    if (screen == NULL) return;
    resizeterm(rows, columns);
    clearok(curscr, TRUE);
}

#ifdef BUTTON5_PRESSED
#define WHEEL_DOWN BUTTON5_PRESSED
#else
// ncurses 5 knows four buttons, and reports the fifth so.
#define WHEEL_DOWN REPORT_MOUSE_POSITION
#endif
#define PRESS (BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED)

void cn_report_mouse(int is_on) {
    if (screen == NULL || cn_has_crashed()) return;
    // ncurses makes a click of a press and a release that come together.
    mousemask(is_on ? PRESS | BUTTON4_PRESSED | WHEEL_DOWN : 0, NULL);
    // A press is told at once, not after it is clear that it is no double click.
    mouseinterval(0);
    reports_mouse = is_on;
    arm();
}

// 0 where it is nothing that concerns us.
static uint32_t mouse_event(void) {
    MEVENT event;
    if (getmouse(&event) != OK || event.x < 0 || event.x > 0xFFF || event.y < 0 || event.y > 0xFFF) return 0;
    uint32_t action = event.bstate & PRESS             ? CN_MOUSE_PRESS
                      : event.bstate & BUTTON4_PRESSED ? CN_MOUSE_WHEEL_UP
                      : event.bstate & WHEEL_DOWN      ? CN_MOUSE_WHEEL_DOWN
                                                       : 0;
    return action == 0 ? 0 : action << 24 | (uint32_t)event.y << 12 | (uint32_t)event.x;
}

int cn_color_count(void) { return screen != NULL && has_colors() ? COLORS : 0; }

// Extended pairs came with ncurses 6.1 (its NEWS, 20170401).
#if defined(NCURSES_EXT_COLORS) && NCURSES_EXT_COLORS && NCURSES_VERSION_PATCH >= 20170401
#define HAS_EXTENDED_COLORS 1
#endif

void cn_define_pair(int pair, int color, int background) {
    if (screen == NULL) return;
#ifdef HAS_EXTENDED_COLORS
    init_extended_pair(pair, color, background);
#else
    init_pair((short)pair, (short)color, (short)background);
#endif
}

int cn_can_mix(void) { return screen != NULL && has_colors() && can_change_color(); }

void cn_mix(int color, uint32_t rgb) {
    if (screen == NULL || color < 0 || color > 255) return;
    mixed_colors[color] = rgb;
    if (!is_mixed[color]) {
        is_mixed[color] = 1;
        if (mixed_count++ == 0) arm();
    }
    mix(color);
}

static attr_t curses_attributes(int attributes) {
    attr_t result = A_NORMAL;
    if (attributes & CN_BOLD) result |= A_BOLD;
    if (attributes & CN_DIM) result |= A_DIM;
    if (attributes & CN_REVERSE) result |= A_REVERSE;
    if (attributes & CN_UNDERLINE) result |= A_UNDERLINE;
    return result;
}

void cn_put(int row, int column, const uint32_t *scalars, int count, int attributes, int pair) {
    if (screen == NULL) return;
    wchar_t text[CCHARW_MAX + 1];
    int length = count < CCHARW_MAX ? count : CCHARW_MAX;
    for (int i = 0; i < length; i++) text[i] = (wchar_t)scalars[i];
    text[length] = 0;
    cchar_t cell;
    if (setcchar(&cell, text, curses_attributes(attributes), (short)pair, NULL) == OK) {
        // The last cell of the screen is written although ncurses reports that the cursor could not move on.
        mvadd_wch(row, column, &cell);
    }
}

void cn_flush(void) {
    if (screen == NULL || cn_has_crashed()) return;
    flushing_thread = pthread_self();
    is_flushing = 1;
    refresh();
    is_flushing = 0;
}

void cn_drop_blocked_output(void) {
    if (!is_flushing) return;
    tcflush(output_descriptor, TCOFLUSH);
    // There may be more of the frame than fits.
    alarm(1);
    // Linux empties the queue without a word to who waits for room in it (`pty_flush_buffer` in its pty.c): a signal makes it look again.
    if (!pthread_equal(pthread_self(), flushing_thread)) pthread_kill(flushing_thread, SIGALRM);
}

void cn_invalidate(void) {
    if (screen != NULL) clearok(curscr, TRUE);
}

uint32_t cn_scalar_at(int row, int column) {
    cchar_t cell;
    wchar_t text[CCHARW_MAX + 1] = {0};
    attr_t attributes;
    short pair;
    if (screen == NULL || mvin_wch(row, column, &cell) != OK) return 0;
    if (getcchar(&cell, text, &attributes, &pair, NULL) != OK) return 0;
    return (uint32_t)text[0];
}

static uint32_t special_key(wint_t key) {
    switch (key) {
    case KEY_UP: return CN_KEY_UP;
    case KEY_DOWN: return CN_KEY_DOWN;
    case KEY_LEFT: return CN_KEY_LEFT;
    case KEY_RIGHT: return CN_KEY_RIGHT;
    case KEY_HOME: return CN_KEY_HOME;
    case KEY_END: return CN_KEY_END;
    case KEY_PPAGE: return CN_KEY_PAGE_UP;
    case KEY_NPAGE: return CN_KEY_PAGE_DOWN;
    case KEY_ENTER: return CN_KEY_ENTER;
    case KEY_BACKSPACE: return CN_KEY_BACKSPACE;
    case KEY_BTAB: return CN_KEY_BACK_TAB;
    case KEY_DC: return CN_KEY_DELETE;
    case KEY_SLEFT: return CN_KEY_SHIFT_LEFT;
    case KEY_SRIGHT: return CN_KEY_SHIFT_RIGHT;
    default: break;
    }
    if (key >= KEY_F(1) && key <= KEY_F(12)) return CN_KEY_FUNCTION + (key - KEY_F(0));
    return 0;
}

// Whether reading gave nothing because the terminal is gone and not because no key was pressed.
static int has_hung_up(void) {
    struct pollfd waiting = {.fd = fileno(input_file), .events = POLLIN};
    if (poll(&waiting, 1, 0) <= 0) return 0;
    if (waiting.revents & (POLLHUP | POLLERR | POLLNVAL)) return 1;
    int available = 0;
    return (waiting.revents & POLLIN) && ioctl(fileno(input_file), FIONREAD, &available) == 0 && available == 0;
}

int cn_read_key(uint32_t *value) {
    if (screen == NULL) return CN_END_OF_INPUT;
    for (;;) {
        wint_t key = 0;
        switch (get_wch(&key)) {
        case OK:
            *value = (uint32_t)key;
            return CN_CHARACTER;
        case KEY_CODE_YES:
            if (key == KEY_MOUSE) {
                *value = mouse_event();
                if (*value == 0) continue;
                return CN_MOUSE;
            }
            if (key == PASTE_BEGIN_KEY) return CN_PASTE_BEGIN;
            if (key == PASTE_END_KEY) return CN_PASTE_END;
            *value = special_key(key);
            // KEY_RESIZE and keys that mean nothing here
            if (*value == 0) continue;
            return CN_SPECIAL;
        default: return has_hung_up() ? CN_END_OF_INPUT : CN_NO_KEY;
        }
    }
}

int cn_use_environment_locale(void) {
    setlocale(LC_CTYPE, "");
    const char *set = nl_langinfo(CODESET);
    return set != NULL && (strcasecmp(set, "UTF-8") == 0 || strcasecmp(set, "UTF8") == 0);
}

long cn_utc_offset(double moment) {
    time_t seconds = (time_t)moment;
    struct tm local;
    return localtime_r(&seconds, &local) == NULL ? 0 : local.tm_gmtoff;
}
