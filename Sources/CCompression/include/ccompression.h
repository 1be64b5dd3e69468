#ifndef CCOMPRESSION_H
#define CCOMPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One way to ask for all four codings of HTTP. gzip and deflate are zlib's; zstd and Brotli are loaded when they are first
// asked for, so that the program neither needs them to be built nor to start.

typedef enum { CC_GZIP, CC_DEFLATE, CC_ZSTD, CC_BROTLI } cc_coding;

typedef enum {
    // All input was taken; more is needed.
    CC_HUNGRY,
    // The output is full; there is more.
    CC_FULL,
    // The coded data has ended; what follows was not taken.
    CC_END,
    // The data is damaged, or needs more memory than any sender may ask for.
    CC_BROKEN
} cc_state;

typedef struct cc_decoder cc_decoder;

// NULL: the library is not on this machine, or there is no memory.
cc_decoder *_Nullable cc_open(cc_coding coding);

// Decodes from `in` to `out`. Tells how many bytes were taken and written.
cc_state cc_decode(
    cc_decoder *_Nonnull decoder, const uint8_t *_Nullable in, size_t in_size, size_t *_Nonnull taken,
    uint8_t *_Nonnull out, size_t out_size, size_t *_Nonnull written);

void cc_close(cc_decoder *_Nullable decoder);

#endif
