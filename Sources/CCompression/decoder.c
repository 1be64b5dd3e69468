#include "decoder.h"

#include <dlfcn.h>
#include <stdlib.h>

struct cc_decoder {
    const cc_methods *methods;
    void *state;
};

static const cc_methods *methods_of(cc_coding coding) {
    switch (coding) {
    case CC_GZIP:
    case CC_DEFLATE: return &cc_zlib;
    case CC_ZSTD: return &cc_zstd;
    case CC_BROTLI: return &cc_brotli;
    }
    return NULL;
}

cc_decoder *cc_open(cc_coding coding) {
    const cc_methods *methods = methods_of(coding);
    if (!methods) return NULL;
    cc_decoder *decoder = malloc(sizeof *decoder);
    if (!decoder) return NULL;
    decoder->methods = methods;
    decoder->state = methods->open(coding);
    if (decoder->state) return decoder;
    free(decoder);
    return NULL;
}

cc_state cc_decode(
    cc_decoder *decoder, const uint8_t *in, size_t in_size, size_t *taken, uint8_t *out, size_t out_size,
    size_t *written) {
    *taken = 0;
    *written = 0;
    return decoder->methods->decode(decoder->state, in, in_size, taken, out, out_size, written);
}

void cc_close(cc_decoder *decoder) {
    if (!decoder) return;
    decoder->methods->close(decoder->state);
    free(decoder);
}

void *cc_load(const char *const *names) {
    for (; *names; names++) {
        void *library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
        if (library) return library;
    }
    return NULL;
}
