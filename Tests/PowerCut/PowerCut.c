#include "PowerCut.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A sector is written whole or not at all.
enum { sectorBytes = 512, filesMax = 64, disksMax = 64, pathBytesMax = 1024 };

typedef struct {
  unsigned char *bytes;
  sqlite3_int64 count;
} Contents;

// A write, or, without bytes, a truncation to `at`.
typedef struct Step {
  struct Step *next;
  sqlite3_int64 at;
  unsigned char *bytes;
  int count;
} Step;

// One file as the disk knows it.
typedef struct {
  char path[pathBytesMax];
  // Whether its name is on the disk, and what it held at its last sync.
  bool isDurable;
  Contents durable;
  Step *first, *last;
  // Removed, and the disk may not know yet.
  bool isRemoved;
} File;

typedef struct {
  char folder[pathBytesMax];
  File files[filesMax];
  int fileCount;
  int callsLeft;
  bool isArmed, isCut;
  char image[pathBytesMax];
  uint64_t random;
} PowerDisk;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static PowerDisk *disks[disksMax];

static PowerDisk *diskNamed(const char *folder) {
  for (int index = 0; index < disksMax; index++)
    if (disks[index] && strcmp(disks[index]->folder, folder) == 0) return disks[index];
  return NULL;
}

static PowerDisk *diskOf(const char *path) {
  for (int index = 0; path && index < disksMax; index++) {
    if (!disks[index]) continue;
    size_t length = strlen(disks[index]->folder);
    if (strncmp(path, disks[index]->folder, length) == 0 && path[length] == '/') return disks[index];
  }
  return NULL;
}

static File *fileAt(PowerDisk *disk, const char *path) {
  for (int index = 0; index < disk->fileCount; index++)
    if (strcmp(disk->files[index].path, path) == 0) return &disk->files[index];
  if (disk->fileCount == filesMax) abort();
  File *file = &disk->files[disk->fileCount++];
  snprintf(file->path, sizeof file->path, "%s", path);
  return file;
}

// What lay there before it was watched is on the disk.
static void load(PowerDisk *disk, const char *path) {
  int before = disk->fileCount;
  File *file = fileAt(disk, path);
  FILE *there = before == disk->fileCount ? NULL : fopen(path, "rb");
  if (!there) return;
  fseek(there, 0, SEEK_END);
  file->durable.count = ftell(there);
  rewind(there);
  file->durable.bytes = malloc((size_t)file->durable.count + 1);
  size_t count = fread(file->durable.bytes, 1, (size_t)file->durable.count, there);
  if (count != (size_t)file->durable.count) abort();
  fclose(there);
  file->isDurable = true;
}

// SplitMix64 (Steele, Lea, Flood 2014).
static uint64_t word(PowerDisk *disk) {
  uint64_t mixed = disk->random += 0x9E3779B97F4A7C15;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31);
}

static void put(Contents *contents, sqlite3_int64 at, const unsigned char *bytes, int count) {
  if (at + count > contents->count) {
    contents->bytes = realloc(contents->bytes, (size_t)(at + count));
    memset(contents->bytes + contents->count, 0, (size_t)(at + count - contents->count));
    contents->count = at + count;
  }
  memcpy(contents->bytes + at, bytes, (size_t)count);
}

static void truncateTo(Contents *contents, sqlite3_int64 count) {
  if (count < contents->count) contents->count = count;
}

static void forgetSteps(File *file) {
  for (Step *step = file->first; step;) {
    Step *next = step->next;
    free(step->bytes);
    free(step);
    step = next;
  }
  file->first = file->last = NULL;
}

static void note(File *file, sqlite3_int64 at, const void *bytes, int count) {
  Step *step = calloc(1, sizeof *step);
  step->at = at;
  step->count = count;
  if (bytes) {
    step->bytes = malloc((size_t)count);
    memcpy(step->bytes, bytes, (size_t)count);
  }
  if (file->last) file->last->next = step; else file->first = step;
  file->last = step;
}

static bool endsWith(const char *path, const char *ending) {
  size_t length = strlen(path), rest = strlen(ending);
  return length >= rest && strcmp(path + length - rest, ending) == 0;
}

// From now on the disk knows every name in the folder, and of every removal.
static void synchroniseFolder(PowerDisk *disk) {
  for (int index = 0; index < disk->fileCount; index++) {
    File *file = &disk->files[index];
    file->isDurable = !file->isRemoved;
    if (!file->isRemoved) continue;
    forgetSteps(file);
    truncateTo(&file->durable, 0);
  }
}

static void synchronise(PowerDisk *disk, File *file) {
  for (Step *step = file->first; step; step = step->next) {
    if (step->bytes) put(&file->durable, step->at, step->bytes, step->count);
    else truncateTo(&file->durable, step->at);
  }
  forgetSteps(file);
  // With the first sync of a new log SQLite syncs the folder.
  if (!file->isDurable && (endsWith(file->path, "-wal") || endsWith(file->path, "-journal")))
    synchroniseFolder(disk);
}

// What of a write got through: any of its sectors.
static void putSome(PowerDisk *disk, Contents *contents, const Step *step) {
  sqlite3_int64 at = step->at, end = step->at + step->count;
  while (at < end) {
    sqlite3_int64 next = (at / sectorBytes + 1) * sectorBytes;
    if (next > end) next = end;
    if (word(disk) & 1) put(contents, at, step->bytes + (at - step->at), (int)(next - at));
    at = next;
  }
}

static void writeImage(PowerDisk *disk, File *file) {
  if (!file->isDurable && (word(disk) & 1)) return;
  // A removal that was not synced may not have happened.
  if (file->isRemoved && (word(disk) & 1)) return;
  Contents contents = {malloc((size_t)file->durable.count + 1), file->durable.count};
  if (file->durable.count) memcpy(contents.bytes, file->durable.bytes, (size_t)file->durable.count);
  // Sometimes the disk was quick and sometimes it did nothing at all.
  int mood = (int)(word(disk) % 4);
  for (Step *step = file->first; step && mood > 0; step = step->next) {
    if (mood == 1 && step->bytes) put(&contents, step->at, step->bytes, step->count);
    else if (step->bytes) putSome(disk, &contents, step);
    else if (mood == 1 || word(disk) & 1) truncateTo(&contents, step->at);
  }
  char path[2 * pathBytesMax];
  snprintf(path, sizeof path, "%s%s", disk->image, file->path + strlen(disk->folder));
  FILE *image = fopen(path, "wb");
  if (!image || fwrite(contents.bytes, 1, (size_t)contents.count, image) != (size_t)contents.count)
    abort();
  fclose(image);
  free(contents.bytes);
}

// Before every call that changes the disk.
static void tick(PowerDisk *disk) {
  if (!disk->isArmed || disk->callsLeft-- > 0) return;
  disk->isArmed = false;
  disk->isCut = true;
  for (int index = 0; index < disk->fileCount; index++) writeImage(disk, &disk->files[index]);
}

// MARK: - Files

typedef struct {
  sqlite3_file base;
  // NULL outside watched folders, and for files that live in memory.
  const char *path;
  sqlite3_file *real;
} Handle;

#define REAL(file) (((Handle *)(file))->real)

static int closeFile(sqlite3_file *file) {
  int code = REAL(file)->pMethods->xClose(REAL(file));
  free((char *)((Handle *)file)->path);
  return code;
}

static int readFile(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at) {
  return REAL(file)->pMethods->xRead(REAL(file), bytes, count, at);
}

static int writeFile(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
  const char *path = ((Handle *)file)->path;
  pthread_mutex_lock(&lock);
  PowerDisk *disk = diskOf(path);
  if (disk) {
    tick(disk);
    note(fileAt(disk, path), at, bytes, count);
  }
  pthread_mutex_unlock(&lock);
  return REAL(file)->pMethods->xWrite(REAL(file), bytes, count, at);
}

static int truncateFile(sqlite3_file *file, sqlite3_int64 count) {
  const char *path = ((Handle *)file)->path;
  pthread_mutex_lock(&lock);
  PowerDisk *disk = diskOf(path);
  if (disk) {
    tick(disk);
    note(fileAt(disk, path), count, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  return REAL(file)->pMethods->xTruncate(REAL(file), count);
}

static int syncFile(sqlite3_file *file, int flags) {
  const char *path = ((Handle *)file)->path;
  pthread_mutex_lock(&lock);
  PowerDisk *disk = diskOf(path);
  if (disk) {
    tick(disk);
    synchronise(disk, fileAt(disk, path));
  }
  pthread_mutex_unlock(&lock);
  return REAL(file)->pMethods->xSync(REAL(file), flags);
}

static int fileSize(sqlite3_file *file, sqlite3_int64 *count) {
  return REAL(file)->pMethods->xFileSize(REAL(file), count);
}
static int lockFile(sqlite3_file *file, int level) {
  return REAL(file)->pMethods->xLock(REAL(file), level);
}
static int unlockFile(sqlite3_file *file, int level) {
  return REAL(file)->pMethods->xUnlock(REAL(file), level);
}
static int checkReservedLock(sqlite3_file *file, int *result) {
  return REAL(file)->pMethods->xCheckReservedLock(REAL(file), result);
}
static int fileControl(sqlite3_file *file, int code, void *argument) {
  return REAL(file)->pMethods->xFileControl(REAL(file), code, argument);
}
static int sectorSize(sqlite3_file *file) { return REAL(file)->pMethods->xSectorSize(REAL(file)); }
static int characteristics(sqlite3_file *file) {
  return REAL(file)->pMethods->xDeviceCharacteristics(REAL(file));
}
static int shmMap(sqlite3_file *file, int region, int size, int extend, void volatile **map) {
  return REAL(file)->pMethods->xShmMap(REAL(file), region, size, extend, map);
}
static int shmLock(sqlite3_file *file, int offset, int count, int flags) {
  return REAL(file)->pMethods->xShmLock(REAL(file), offset, count, flags);
}
static void shmBarrier(sqlite3_file *file) { REAL(file)->pMethods->xShmBarrier(REAL(file)); }
static int shmUnmap(sqlite3_file *file, int isDelete) {
  return REAL(file)->pMethods->xShmUnmap(REAL(file), isDelete);
}

// Version 2: files are not mapped into memory, so every write comes by here.
static const sqlite3_io_methods methods = {
  .iVersion = 2, .xClose = closeFile, .xRead = readFile, .xWrite = writeFile,
  .xTruncate = truncateFile, .xSync = syncFile, .xFileSize = fileSize, .xLock = lockFile,
  .xUnlock = unlockFile, .xCheckReservedLock = checkReservedLock, .xFileControl = fileControl,
  .xSectorSize = sectorSize, .xDeviceCharacteristics = characteristics, .xShmMap = shmMap,
  .xShmLock = shmLock, .xShmBarrier = shmBarrier, .xShmUnmap = shmUnmap,
};

// MARK: - The layer

static sqlite3_vfs *own;
static sqlite3_vfs layer;

static int openFile(
  sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file, int flags, int *given
) {
  (void)vfs;
  Handle *handle = (Handle *)file;
  memset(handle, 0, sizeof *handle);
  handle->real = (sqlite3_file *)(handle + 1);
  pthread_mutex_lock(&lock);
  if (diskOf(path)) load(diskOf(path), path);
  pthread_mutex_unlock(&lock);
  int code = own->xOpen(own, path, handle->real, flags, given);
  // Without methods SQLite does not close what was not opened.
  if (!handle->real->pMethods) return code;
  handle->base.pMethods = &methods;
  pthread_mutex_lock(&lock);
  PowerDisk *disk = diskOf(path);
  if (disk) {
    File *kept = fileAt(disk, path);
    handle->path = strdup(path);
    if (kept->isRemoved) {
      // A new file under an old name.
      forgetSteps(kept);
      kept->isRemoved = kept->isDurable = false;
      truncateTo(&kept->durable, 0);
    }
  }
  pthread_mutex_unlock(&lock);
  return code;
}

static int removeFile(sqlite3_vfs *vfs, const char *path, int isSynced) {
  (void)vfs;
  pthread_mutex_lock(&lock);
  PowerDisk *disk = diskOf(path);
  if (disk) {
    tick(disk);
    File *file = fileAt(disk, path);
    file->isRemoved = true;
    if (isSynced) synchroniseFolder(disk);
  }
  pthread_mutex_unlock(&lock);
  return own->xDelete(own, path, isSynced);
}

static int accessFile(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
  (void)vfs;
  return own->xAccess(own, path, flags, result);
}
static int fullPathname(sqlite3_vfs *vfs, const char *path, int count, char *full) {
  (void)vfs;
  return own->xFullPathname(own, path, count, full);
}
static int randomness(sqlite3_vfs *vfs, int count, char *bytes) {
  (void)vfs;
  return own->xRandomness(own, count, bytes);
}
static int sleepFor(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs;
  return own->xSleep(own, microseconds);
}
static int currentTime(sqlite3_vfs *vfs, double *days) {
  (void)vfs;
  return own->xCurrentTime(own, days);
}
static int currentTime64(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds) {
  (void)vfs;
  return own->xCurrentTimeInt64(own, milliseconds);
}
static int lastError(sqlite3_vfs *vfs, int count, char *text) {
  (void)vfs;
  return own->xGetLastError(own, count, text);
}

static void install(void) {
  own = sqlite3_vfs_find(NULL);
  layer = (sqlite3_vfs){
    .iVersion = 2, .szOsFile = (int)sizeof(Handle) + own->szOsFile, .mxPathname = own->mxPathname,
    .zName = "power", .xOpen = openFile, .xDelete = removeFile, .xAccess = accessFile,
    .xFullPathname = fullPathname, .xRandomness = randomness, .xSleep = sleepFor,
    .xCurrentTime = currentTime, .xGetLastError = lastError, .xCurrentTimeInt64 = currentTime64,
  };
  if (sqlite3_vfs_register(&layer, 1) != SQLITE_OK) abort();
}

void power_watch(const char *folder) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  pthread_mutex_lock(&lock);
  int index = 0;
  while (index < disksMax && disks[index]) index++;
  if (index == disksMax) abort();
  disks[index] = calloc(1, sizeof(PowerDisk));
  snprintf(disks[index]->folder, sizeof disks[index]->folder, "%s", folder);
  pthread_mutex_unlock(&lock);
}

void power_unwatch(const char *folder) {
  pthread_mutex_lock(&lock);
  for (int index = 0; index < disksMax; index++) {
    if (!disks[index] || strcmp(disks[index]->folder, folder) != 0) continue;
    for (int file = 0; file < disks[index]->fileCount; file++) {
      forgetSteps(&disks[index]->files[file]);
      free(disks[index]->files[file].durable.bytes);
    }
    free(disks[index]);
    disks[index] = NULL;
  }
  pthread_mutex_unlock(&lock);
}

void power_cut_after(const char *folder, int calls, const char *image, uint64_t seed) {
  pthread_mutex_lock(&lock);
  PowerDisk *disk = diskNamed(folder);
  if (!disk) abort();
  disk->callsLeft = calls;
  disk->isArmed = true;
  disk->isCut = false;
  disk->random = seed;
  snprintf(disk->image, sizeof disk->image, "%s", image);
  pthread_mutex_unlock(&lock);
}

bool power_is_cut(const char *folder) {
  pthread_mutex_lock(&lock);
  PowerDisk *disk = diskNamed(folder);
  bool isCut = disk && disk->isCut;
  pthread_mutex_unlock(&lock);
  return isCut;
}
