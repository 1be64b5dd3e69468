#include "decoder.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// "deflate" means zlib's format (RFC 9110, section 8.4.1.2), but some senders leave its wrapper out. The first two bytes tell:
// zlib's are a multiple of 31 and name method 8.
typedef struct {
    z_stream stream;
    cc_coding coding;
    uint8_t head[2];
    size_t head_size;
    bool is_open;
} state;

static void *zlib_open(cc_coding coding) {
    state *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->coding = coding;
    if (coding == CC_GZIP) {
        if (inflateInit2(&self->stream, 15 + 16) != Z_OK) {
            free(self);
            return NULL;
        }
        self->is_open = true;
    }
    return self;
}

static cc_state run(
    state *self, const uint8_t *in, size_t in_size, size_t *taken, uint8_t *out, size_t out_size, size_t *written) {
    self->stream.next_in = (Bytef *)in;
    self->stream.avail_in = in_size > UINT_MAX ? UINT_MAX : (uInt)in_size;
    self->stream.next_out = out;
    self->stream.avail_out = out_size > UINT_MAX ? UINT_MAX : (uInt)out_size;
    uInt before_in = self->stream.avail_in, before_out = self->stream.avail_out;
    int result = inflate(&self->stream, Z_NO_FLUSH);
    *taken = before_in - self->stream.avail_in;
    *written = before_out - self->stream.avail_out;
    if (result == Z_STREAM_END) return CC_END;
    if (result != Z_OK && result != Z_BUF_ERROR) return CC_BROKEN;
    return self->stream.avail_out == 0 ? CC_FULL : CC_HUNGRY;
}

static cc_state zlib_decode(
    void *opaque, const uint8_t *in, size_t in_size, size_t *taken, uint8_t *out, size_t out_size, size_t *written) {
    state *self = opaque;
    if (self->is_open) return run(self, in, in_size, taken, out, out_size, written);
    while (self->head_size < 2 && *taken < in_size) self->head[self->head_size++] = in[(*taken)++];
    if (self->head_size < 2) return CC_HUNGRY;
    bool has_wrapper = (self->head[0] & 15) == 8 && (self->head[0] * 256 + self->head[1]) % 31 == 0;
    if (inflateInit2(&self->stream, has_wrapper ? 15 : -15) != Z_OK) return CC_BROKEN;
    self->is_open = true;
    size_t head_taken = 0;
    // Two bytes: at most an empty block. What they write has room.
    return run(self, self->head, 2, &head_taken, out, out_size, written);
}

static void zlib_close(void *opaque) {
    state *self = opaque;
    if (self->is_open) inflateEnd(&self->stream);
    free(self);
}

const cc_methods cc_zlib = {zlib_open, zlib_decode, zlib_close};
