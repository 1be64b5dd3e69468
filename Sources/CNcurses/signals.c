// Signals that become bytes in the loop's pipe. Handlers call only what signal-safety(7) allows.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "shim.h"
#include "terminal_state.h"

static const int claimed[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH, SIGALRM};
enum { claimed_count = sizeof claimed / sizeof *claimed };

static struct sigaction previous[claimed_count];
static volatile sig_atomic_t wake_descriptor = -1;
static int has_claimed;

static void forward(int number) {
    int saved = errno;
    if (number == SIGALRM) {
        cn_drop_blocked_output();
        errno = saved;
        return;
    }
    unsigned char byte = (unsigned char)number;
    // A full pipe has woken the loop already.
    ssize_t ignored = write(wake_descriptor, &byte, 1);
    (void)ignored;
    // Whoever ends the program must not have to wait for a terminal that nobody reads.
    if (number == SIGTERM || number == SIGINT || number == SIGHUP || number == SIGQUIT) cn_drop_blocked_output();
    errno = saved;
}

static void forward_signal(int number, struct sigaction *old) {
    struct sigaction action = {0};
    action.sa_handler = forward;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, old);
}

void cn_claim_signals(int descriptor) {
    if (has_claimed) return;
    // The screen's thread may be one of a pool that takes no signals (`_dispatch_sigmask` in libdispatch's queue.c); the one that
    // ends a write which nobody takes has to reach it.
    sigset_t timer;
    sigemptyset(&timer);
    sigaddset(&timer, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &timer, NULL);
    wake_descriptor = descriptor;
    for (int i = 0; i < claimed_count; i++) forward_signal(claimed[i], &previous[i]);
    has_claimed = 1;
}

void cn_release_signals(void) {
    if (!has_claimed) return;
    for (int i = 0; i < claimed_count; i++) sigaction(claimed[i], &previous[i], NULL);
    has_claimed = 0;
    wake_descriptor = -1;
}

void cn_stop_self(int group) {
    struct sigaction action = {0}, old;
    sigemptyset(&action.sa_mask);
    action.sa_handler = SIG_IGN;
    sigaction(SIGTSTP, &action, &old);
    // The others of the job. Whichever of our threads would take this may do so at any time, so we ignore it and stop
    // by a signal to this very thread: that has happened when raise returns.
    if (group) kill(0, SIGTSTP);
    action.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &action, NULL);
    // Worker threads of libdispatch block signals; a blocked one would stay pending.
    sigset_t stop, mask;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
    raise(SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &old, NULL);
}
