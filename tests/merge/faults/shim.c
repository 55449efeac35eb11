/* Stands between a process and its system, by LD_PRELOAD: counts the calls that change files below one folder, writes
 * them down, and at a call of its choosing kills the process or pretends an error. It sleeps until fault_arm(). Linux. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, SYNC, RENAME, UNLINK, TRUNCATE, MKDIR, RMDIR, READ };
enum { COUNT = 0, KILL = -1, TEAR = -2 };

static char folder[PATH_MAX];
static size_t length;
static long at, seen;
static int action, kinds, stays, trace = -1, armed;

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* From now on: at call number `at` of one of `kinds` (bits) below `path` do `what`: an errno, KILL, TEAR (half of a
 * write, then KILL) or only COUNT. `go_on` repeats an error at each later call. `log` is where calls are written to. */
void fault_arm(const char *path, long number, int what, int bits, int go_on, const char *log) {
    snprintf(folder, sizeof folder, "%s", path);
    length = strlen(folder);
    at = number, action = what, kinds = bits, stays = go_on, seen = 0;
    if (log && *log) {
        REAL(open);
        trace = real(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    }
    armed = 1;
}

long fault_disarm(void) {
    armed = 0;
    return seen;
}

static int below(const char *path) { return !strncmp(path, folder, length) && (!path[length] || path[length] == '/'); }

static int of_descriptor(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, PATH_MAX - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    return below(path);
}

static int of_name(int parent, const char *name, char *path) {
    if (!name) return 0;
    if (*name == '/') {
        snprintf(path, PATH_MAX, "%s", name);
    } else {
        char start[PATH_MAX];
        if (parent == AT_FDCWD) {
            if (!getcwd(start, sizeof start)) return 0;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", parent);
            ssize_t size = readlink(link, start, sizeof start - 1);
            if (size <= 0) return 0;
            start[size] = 0;
        }
        if ((size_t)snprintf(path, PATH_MAX, "%s/%s", start, name) >= PATH_MAX) return 0;
    }
    return below(path);
}

/* Returns 0 for a call to be made, 1 for one to be torn, else an errno. */
static int due(int kind) {
    if (!armed || !(kinds & (1 << kind))) return 0;
    long number = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
    if (!at || number < at || (number > at && !stays) || action == COUNT) return 0;
    if (action == KILL || (action == TEAR && kind != WRITE)) kill(0, SIGKILL), pause();
    return action == TEAR ? -1 : action;
}

static void put(const void *data, size_t size) {
    REAL(write);
    while (size) {
        ssize_t done = real(trace, data, size);
        if (done <= 0) abort();
        data = (const char *)data + done, size -= done;
    }
}

static void put_text(const char *text) {
    uint32_t size = strlen(text);
    put(&size, sizeof size), put(text, size);
}

static void note(int kind, const char *path, const char *other, int64_t offset, const void *data, size_t size) {
    if (!armed || trace < 0 || kind == READ) return;
    uint32_t code = kind, bytes = size;
    put(&code, sizeof code), put_text(path), put_text(other), put(&offset, sizeof offset), put(&bytes, sizeof bytes);
    put(data, size);
}

/* Writes a number between the calls, for what a process has been promised so far. */
void fault_mark(long number) { note(0, "", "", number, "", 0); }

#define FAIL(kind, path, result) \
    int fault = due(kind); \
    if (fault > 0) { errno = fault; return result; }

static ssize_t writing(int descriptor, const void *data, size_t size, int64_t offset, const char *path,
                       ssize_t (*real)(int, const void *, size_t, off_t)) {
    int fault = due(WRITE);
    if (fault > 0) { errno = fault; return -1; }
    if (fault < 0) { real(descriptor, data, size / 2, offset); kill(0, SIGKILL), pause(); }
    ssize_t done = real(descriptor, data, size, offset);
    if (done > 0) note(WRITE, path, "", offset, data, done);
    return done;
}

static ssize_t plainly(int descriptor, const void *data, size_t size, off_t offset) {
    REAL(write);
    (void)offset;
    return real(descriptor, data, size);
}

ssize_t write(int descriptor, const void *data, size_t size) {
    char path[PATH_MAX];
    if (!armed || descriptor == trace || !of_descriptor(descriptor, path)) return plainly(descriptor, data, size, 0);
    return writing(descriptor, data, size, lseek(descriptor, 0, SEEK_CUR), path, plainly);
}

#define PWRITE(name) \
    static ssize_t name##_really(int descriptor, const void *data, size_t size, off_t offset) { \
        REAL(name); \
        return real(descriptor, data, size, offset); \
    } \
    ssize_t name(int descriptor, const void *data, size_t size, off_t offset) { \
        char path[PATH_MAX]; \
        if (!armed || !of_descriptor(descriptor, path)) return name##_really(descriptor, data, size, offset); \
        return writing(descriptor, data, size, offset, path, name##_really); \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define PREAD(name) \
    ssize_t name(int descriptor, void *data, size_t size, off_t offset) { \
        REAL(name); \
        char path[PATH_MAX]; \
        if (armed && of_descriptor(descriptor, path)) { FAIL(READ, path, -1) } \
        return real(descriptor, data, size, offset); \
    }
PREAD(pread)
PREAD(pread64)

ssize_t read(int descriptor, void *data, size_t size) {
    REAL(read);
    char path[PATH_MAX];
    if (armed && of_descriptor(descriptor, path)) { FAIL(READ, path, -1) }
    return real(descriptor, data, size);
}

#define SYNCS(name) \
    int name(int descriptor) { \
        REAL(name); \
        char path[PATH_MAX]; \
        if (!armed || !of_descriptor(descriptor, path)) return real(descriptor); \
        FAIL(SYNC, path, -1) \
        int result = real(descriptor); \
        if (!result) note(SYNC, path, "", 0, "", 0); \
        return result; \
    }
SYNCS(fsync)
SYNCS(fdatasync)

#define TRUNCATES(name) \
    int name(int descriptor, off_t size) { \
        REAL(name); \
        char path[PATH_MAX]; \
        if (!armed || !of_descriptor(descriptor, path)) return real(descriptor, size); \
        FAIL(TRUNCATE, path, -1) \
        int result = real(descriptor, size); \
        if (!result) note(TRUNCATE, path, "", size, "", 0); \
        return result; \
    }
TRUNCATES(ftruncate)
TRUNCATES(ftruncate64)

/* Opening is of interest where it can make or empty a file, or where nothing but reads are counted. */
static int opening(int parent, const char *name, int flags, char *path, int *fault) {
    *fault = 0;
    if (!armed || !of_name(parent, name, path)) return 0;
    int kind = flags & (O_CREAT | O_TRUNC) ? CREATE : READ;
    int result = due(kind);
    *fault = result > 0 ? result : 0;
    return kind == CREATE;
}

#define OPENS(name, parameters, arguments, parent) \
    int name parameters { \
        REAL(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags), mode = va_arg(rest, mode_t), va_end(rest); \
        } \
        char path[PATH_MAX]; \
        int fault, makes = opening(parent, file, flags, path, &fault); \
        if (fault) { errno = fault; return -1; } \
        int result = real arguments; \
        if (makes && result >= 0) note(CREATE, path, "", flags & O_TRUNC ? 1 : 0, "", 0); \
        return result; \
    }
OPENS(open, (const char *file, int flags, ...), (file, flags, mode), AT_FDCWD)
OPENS(open64, (const char *file, int flags, ...), (file, flags, mode), AT_FDCWD)
OPENS(openat, (int parent, const char *file, int flags, ...), (parent, file, flags, mode), parent)
OPENS(openat64, (int parent, const char *file, int flags, ...), (parent, file, flags, mode), parent)

#define CHANGES(name, kind, parameters, arguments, parent, path_name) \
    int name parameters { \
        REAL(name); \
        char path[PATH_MAX]; \
        if (!armed || !of_name(parent, path_name, path)) return real arguments; \
        FAIL(kind, path, -1) \
        int result = real arguments; \
        if (!result) note(kind, path, "", 0, "", 0); \
        return result; \
    }
CHANGES(unlink, UNLINK, (const char *file), (file), AT_FDCWD, file)
CHANGES(mkdir, MKDIR, (const char *file, mode_t mode), (file, mode), AT_FDCWD, file)
CHANGES(mkdirat, MKDIR, (int parent, const char *file, mode_t mode), (parent, file, mode), parent, file)
CHANGES(rmdir, RMDIR, (const char *file), (file), AT_FDCWD, file)
CHANGES(unlinkat, (flags & AT_REMOVEDIR ? RMDIR : UNLINK), (int parent, const char *file, int flags),
        (parent, file, flags), parent, file)

#define RENAMES(name, parameters, arguments, parent, other_parent) \
    int name parameters { \
        REAL(name); \
        char path[PATH_MAX], other[PATH_MAX]; \
        if (!armed || !of_name(parent, from, path) || !of_name(other_parent, to, other)) return real arguments; \
        FAIL(RENAME, path, -1) \
        int result = real arguments; \
        if (!result) note(RENAME, path, other, 0, "", 0); \
        return result; \
    }
RENAMES(rename, (const char *from, const char *to), (from, to), AT_FDCWD, AT_FDCWD)
RENAMES(renameat, (int parent, const char *from, int other_parent, const char *to), (parent, from, other_parent, to),
        parent, other_parent)
