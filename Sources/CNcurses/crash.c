// Gives the terminal back when the process crashes. Everything that a handler calls is async-signal-safe
// (signal-safety(7)): write, pread, lseek, poll, tcflush, tcsetattr, sigaction, raise.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "shim.h"
#include "terminal_state.h"

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
enum { crash_count = sizeof crashes / sizeof *crashes };

// Bytes at the end of captured output that are shown: enough for the message of a fatal error.
enum { captured_tail = 8192 };

static struct sigaction previous[crash_count];
static char reset_bytes[256];
static size_t reset_length;
static struct termios saved_modes;
static int terminal = -1;
static int original_output = -1;
static int original_error = -1;
static int capture_file = -1;
static volatile sig_atomic_t is_armed;
static volatile sig_atomic_t is_active;
static volatile sig_atomic_t has_crashed;

// Milliseconds for which nobody may read what is written before it is given up.
static const int patience = 300;
// Taken at once by a terminal that says it can be written to.
enum { piece = 256 };

static char own_stack[64 * 1024];

static void write_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        struct pollfd waiting = {.fd = descriptor, .events = POLLOUT};
        if (poll(&waiting, 1, patience) == 0) return;
        ssize_t written = write(descriptor, bytes, count < piece ? count : piece);
        if (written <= 0) return;
        bytes += written;
        count -= (size_t)written;
    }
}

static void show_captured_output(void) {
    int shown_on = original_error >= 0 ? original_error : original_output;
    if (shown_on < 0 || capture_file < 0) return;
    static char tail[captured_tail];
    off_t end = lseek(capture_file, 0, SEEK_END);
    if (end > 0) {
        off_t start = end > captured_tail ? end - captured_tail : 0;
        ssize_t count = pread(capture_file, tail, captured_tail, start);
        if (count > 0) write_all(shown_on, tail, (size_t)count);
    }
    // What is still to come, a backtrace for example, is not captured any more.
    if (original_output >= 0) dup2(original_output, STDOUT_FILENO);
    if (original_error >= 0) dup2(original_error, STDERR_FILENO);
}

static void handle_crash(int number, siginfo_t *information, void *context) {
    (void)context;
    if (!has_crashed) {
        has_crashed = 1;
        if (is_active) {
            // A frame that is stuck in a terminal that nobody reads must not keep the crash from ending the process.
            tcflush(terminal, TCOFLUSH);
            write_all(terminal, reset_bytes, reset_length);
            tcsetattr(terminal, TCSANOW, &saved_modes);
        }
        show_captured_output();
    }
    for (int i = 0; i < crash_count; i++) sigaction(crashes[i], &previous[i], NULL);
    // A fault happens again when the instruction is repeated, with its context intact for whoever looks at it next, and
    // abort() raises its signal again by itself. A signal that somebody sent has to be sent again, to the default action:
    // a handler that returns, as that of Swift's backtraces does, would let the process go on.
    int is_abort = number == SIGABRT && information != NULL && information->si_pid == getpid();
    if (information != NULL && information->si_code <= 0 && !is_abort) {
        signal(number, SIG_DFL);
        raise(number);
    }
}

// The overflow of this thread's stack is a crash too, and leaves no room for a handler.
static void provide_stack(void) {
    stack_t old;
    if (sigaltstack(NULL, &old) != 0 || !(old.ss_flags & SS_DISABLE)) return;
    stack_t stack = {.ss_sp = own_stack, .ss_size = sizeof own_stack};
    sigaltstack(&stack, NULL);
}

void cn_arm_crash_handlers(int descriptor, const struct termios *modes, const char *reset, size_t length) {
    terminal = descriptor;
    saved_modes = *modes;
    reset_length = length < sizeof reset_bytes ? length : sizeof reset_bytes;
    memcpy(reset_bytes, reset, reset_length);
    if (is_armed) return;
    provide_stack();
    struct sigaction action = {0};
    action.sa_sigaction = handle_crash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < crash_count; i++) sigaction(crashes[i], &action, &previous[i]);
    is_armed = 1;
}

void cn_set_screen_active(int active) { is_active = active; }

void cn_disarm_crash_handlers(void) {
    if (!is_armed || has_crashed) return;
    for (int i = 0; i < crash_count; i++) sigaction(crashes[i], &previous[i], NULL);
    is_armed = 0;
    is_active = 0;
}

int cn_has_crashed(void) { return has_crashed; }

void cn_set_captured_streams(int capture, int output, int error) {
    capture_file = capture;
    original_output = output;
    original_error = error;
}
