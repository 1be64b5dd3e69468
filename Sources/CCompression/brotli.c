#include "decoder.h"

#include <dlfcn.h>
#include <pthread.h>

// The part of brotli/decode.h that is used. Its windows have at most 16 MiB.
enum { result_error, result_success, result_needs_input, result_needs_output };

static struct {
    void *(*create)(void *, void *, void *);
    void (*destroy)(void *);
    int (*decode)(void *, size_t *, const uint8_t **, size_t *, uint8_t **, size_t *);
} brotli;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_there;

static void load(void) {
    static const char *const names[] = {
        "libbrotlidec.so.1", "libbrotlidec.1.dylib", "/opt/homebrew/lib/libbrotlidec.1.dylib", NULL};
    void *library = cc_load(names);
    if (!library) return;
    *(void **)&brotli.create = dlsym(library, "BrotliDecoderCreateInstance");
    *(void **)&brotli.destroy = dlsym(library, "BrotliDecoderDestroyInstance");
    *(void **)&brotli.decode = dlsym(library, "BrotliDecoderDecompressStream");
    is_there = brotli.create && brotli.destroy && brotli.decode;
}

static void *brotli_open(cc_coding coding) {
    (void)coding;
    pthread_once(&once, load);
    return is_there ? brotli.create(NULL, NULL, NULL) : NULL;
}

static cc_state brotli_decode(
    void *state, const uint8_t *in, size_t in_size, size_t *taken, uint8_t *out, size_t out_size, size_t *written) {
    size_t in_left = in_size, out_left = out_size;
    int result = brotli.decode(state, &in_left, &in, &out_left, &out, NULL);
    *taken = in_size - in_left;
    *written = out_size - out_left;
    switch (result) {
    case result_success: return CC_END;
    case result_needs_input: return CC_HUNGRY;
    case result_needs_output: return CC_FULL;
    default: return CC_BROKEN;
    }
}

static void brotli_close(void *state) { brotli.destroy(state); }

const cc_methods cc_brotli = {brotli_open, brotli_decode, brotli_close};
