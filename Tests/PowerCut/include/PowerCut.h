#ifndef POWER_CUT_H
#define POWER_CUT_H

#include <stdbool.h>
#include <stdint.h>

// A disk that forgets what it was not told to keep.
//
// SQLite writes through this layer to real files. For those in a watched folder it remembers what they held at
// their last sync, and every write since. A cut writes down what such a disk may hold when the power goes: of
// what was not synced, any sectors and none of the others.

// Watches a folder from now on. Everything outside watched folders goes straight to SQLite's own layer.
void power_watch(const char *folder);

// Forgets a folder again.
void power_unwatch(const char *folder);

// The power goes after so many more writes, truncations, syncs and removals in the folder. What its disk holds then is
// written into `image`, which must be there; the seed decides what got through.
void power_cut_after(const char *folder, int calls, const char *image, uint64_t seed);

// Whether the power has gone since `power_cut_after`.
bool power_is_cut(const char *folder);

#endif
