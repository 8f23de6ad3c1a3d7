#include <stdint.h>
#include <string.h>
#include <zlib.h>

/* Inflates a stream without a header, as zip files have it, in one go: 0 where it ends at its last byte and fills the output, else zlib's
 * code, or Z_DATA_ERROR for a stream of another length. */
static inline int cz_inflate(const void *input, unsigned int input_size, void *output, unsigned int output_size) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    stream.next_in = (Bytef *)(uintptr_t)input;
    stream.avail_in = input_size;
    stream.next_out = (Bytef *)output;
    stream.avail_out = output_size;
    int code = inflateInit2(&stream, -MAX_WBITS);
    if (code != Z_OK) return code;
    code = inflate(&stream, Z_FINISH);
    int is_whole = code == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
    inflateEnd(&stream);
    return is_whole ? 0 : code == Z_OK || code == Z_STREAM_END ? Z_DATA_ERROR : code;
}
