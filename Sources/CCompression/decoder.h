#ifndef CCOMPRESSION_DECODER_H
#define CCOMPRESSION_DECODER_H

#include "ccompression.h"

// What a coding has to offer.
typedef struct {
    void *(*open)(cc_coding coding);
    cc_state (*decode)(
        void *state, const uint8_t *in, size_t in_size, size_t *taken, uint8_t *out, size_t out_size, size_t *written);
    void (*close)(void *state);
} cc_methods;

extern const cc_methods cc_zlib;
extern const cc_methods cc_zstd;
extern const cc_methods cc_brotli;

// The first of `names` (NULL at the end) that is a library on this machine; NULL: none is.
void *cc_load(const char *const *names);

#endif
