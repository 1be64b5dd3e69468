#include "decoder.h"

#include <dlfcn.h>
#include <pthread.h>

// The part of zstd.h that is used; stable since version 1.4 (facebook.github.io/zstd).
typedef struct {
    const void *src;
    size_t size;
    size_t pos;
} in_buffer;
typedef struct {
    void *dst;
    size_t size;
    size_t pos;
} out_buffer;

// HTTP allows windows of 8 MiB (RFC 9659); a sender could make us take 2 GiB otherwise.
enum { window_log_parameter = 100, largest_window_log = 23 };

static struct {
    void *(*create)(void);
    size_t (*free)(void *);
    size_t (*set)(void *, int, int);
    size_t (*decode)(void *, out_buffer *, in_buffer *);
    unsigned (*is_error)(size_t);
} zstd;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_there;

static void load(void) {
    static const char *const names[] = {"libzstd.so.1", "libzstd.1.dylib", "/opt/homebrew/lib/libzstd.1.dylib", NULL};
    void *library = cc_load(names);
    if (!library) return;
    *(void **)&zstd.create = dlsym(library, "ZSTD_createDCtx");
    *(void **)&zstd.free = dlsym(library, "ZSTD_freeDCtx");
    *(void **)&zstd.set = dlsym(library, "ZSTD_DCtx_setParameter");
    *(void **)&zstd.decode = dlsym(library, "ZSTD_decompressStream");
    *(void **)&zstd.is_error = dlsym(library, "ZSTD_isError");
    is_there = zstd.create && zstd.free && zstd.set && zstd.decode && zstd.is_error;
}

static void *zstd_open(cc_coding coding) {
    (void)coding;
    pthread_once(&once, load);
    if (!is_there) return NULL;
    void *state = zstd.create();
    if (state && zstd.is_error(zstd.set(state, window_log_parameter, largest_window_log))) {
        zstd.free(state);
        return NULL;
    }
    return state;
}

static cc_state zstd_decode(
    void *state, const uint8_t *in, size_t in_size, size_t *taken, uint8_t *out, size_t out_size, size_t *written) {
    in_buffer input = {in, in_size, 0};
    out_buffer output = {out, out_size, 0};
    size_t result = zstd.decode(state, &output, &input);
    *taken = input.pos;
    *written = output.pos;
    if (zstd.is_error(result)) return CC_BROKEN;
    if (result == 0) return CC_END;
    return output.pos == output.size ? CC_FULL : CC_HUNGRY;
}

static void zstd_close(void *state) { zstd.free(state); }

const cc_methods cc_zstd = {zstd_open, zstd_decode, zstd_close};
