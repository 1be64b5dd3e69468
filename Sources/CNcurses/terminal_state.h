// What the screen tells the crash handler. Private to this target.
#ifndef LLAMA_STREAM_TOP_TERMINAL_STATE_H
#define LLAMA_STREAM_TOP_TERMINAL_STATE_H

#include <stddef.h>
#include <termios.h>

// Installs the crash handlers. `reset` is written to `descriptor` and `modes` is set on it when one of them runs.
void cn_arm_crash_handlers(int descriptor, const struct termios *modes, const char *reset, size_t length);
// Tells the handlers whether the terminal is ours at the moment.
void cn_set_screen_active(int active);
void cn_disarm_crash_handlers(void);
// Whether a crash handler has run: the terminal is no longer ours to write to.
int cn_has_crashed(void);

// Throws away what a flush is trying to write at this moment, to a terminal that may never read it. Async-signal-safe.
void cn_drop_blocked_output(void);

#endif
