// How wide characters are. ncurses asks the C library, which gives each character one width; a terminal with fonts for
// East Asian text shows some of them wider. There is no other way to tell ncurses: the program's own function takes the
// place of the library's, which it asks for everything else.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <dlfcn.h>
#include <stddef.h>
#include <wchar.h>

#include "shim.h"

static uint32_t wide[CN_WIDE_RANGES][2];
static int wide_count;

int cn_scalar_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

#if defined(__GLIBC__)

int cn_widen(uint32_t first, uint32_t last) {
    if (wide_count > 0 && first <= wide[wide_count - 1][1]) return 0;
    if (wide_count == CN_WIDE_RANGES) return -1;
    wide[wide_count][0] = first;
    wide[wide_count][1] = last;
    wide_count++;
    return 0;
}

static int is_widened(uint32_t scalar) {
    int low = 0, high = wide_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (wide[middle][1] < scalar) low = middle + 1;
        else high = middle;
    }
    return low < wide_count && wide[low][0] <= scalar;
}

int wcwidth(wchar_t character) {
    static int (*library_width)(wchar_t);
    if (library_width == NULL) *(void **)&library_width = dlsym(RTLD_NEXT, "wcwidth");
    int width = library_width == NULL ? 1 : library_width(character);
    return width == 1 && is_widened((uint32_t)character) ? 2 : width;
}

#else

// Elsewhere a library's call of a function of its own system does not reach the program.
int cn_widen(uint32_t first, uint32_t last) {
    (void)first, (void)last, (void)wide, (void)wide_count;
    return -1;
}

#endif
