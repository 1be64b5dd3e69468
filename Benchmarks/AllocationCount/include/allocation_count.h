#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

/// Allocations of this process so far; -1 where they cannot be counted.
long allocation_count(void);

#endif
