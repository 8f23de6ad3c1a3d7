/* Ends a process at one exact call that changes a folder: loaded with LD_PRELOAD by kills.py, which the program under test knows
 * nothing of.
 *
 * KILLER_FOLDER  the folder that counts; what is called elsewhere passes
 * KILLER_WATCH   a folder whose files count as well when they are opened for reading, as pictures are in an evaluation
 * KILLER_LOG     where each call that counts is noted, a line each: number, kind, name in the folder
 * KILLER_AT      the number of the call at which the process is killed, from 1; nothing for never
 * KILLER_WHEN    before, after, or half: a write of which only half is done
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long count;
static int log_descriptor = -2;

#define ORIGINAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

static void die(void) { kill(getpid(), SIGKILL); }

static int within(const char *path, const char *variable, const char **rest)
{
    const char *folder = getenv(variable);
    size_t length = folder ? strlen(folder) : 0;
    if (!length || !path) return 0;
    char full[4096];
    if (path[0] != '/') {
        if (!getcwd(full, sizeof full - 1)) return 0;
        strncat(full, "/", sizeof full - strlen(full) - 1);
        strncat(full, path, sizeof full - strlen(full) - 1);
    } else {
        snprintf(full, sizeof full, "%s", path);
    }
    if (strncmp(full, folder, length) || (full[length] && full[length] != '/')) return 0;
    static __thread char kept[4096];
    snprintf(kept, sizeof kept, "%s", full[length] ? full + length + 1 : ".");
    *rest = kept;
    return 1;
}

/* The path of a descriptor's file, where it is one. */
static int path_of(int descriptor, char *path, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, size - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return path[0] == '/';
}

/* Notes a call; whether it is the one. */
static int counts(const char *kind, const char *name)
{
    pthread_mutex_lock(&lock);
    if (log_descriptor == -2) {
        const char *file = getenv("KILLER_LOG");
        log_descriptor = file ? ORIGINAL(open)(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;
    }
    long number = ++count;
    if (log_descriptor >= 0) {
        char line[4400];
        int length = snprintf(line, sizeof line, "%ld %s %s\n", number, kind, name);
        if (ORIGINAL(write)(log_descriptor, line, length) != length) die();
    }
    const char *at = getenv("KILLER_AT");
    int is_it = at && number == atol(at);
    pthread_mutex_unlock(&lock);
    return is_it;
}

static int is(const char *when)
{
    const char *given = getenv("KILLER_WHEN");
    return !strcmp(given ? given : "before", when);
}

/* What a call is, and the call itself between the two moments at which it can be the last. */
#define AROUND(kind, name, type, call)            \
    int is_it = counts(kind, name);               \
    if (is_it && !is("after")) die();             \
    type result = call;                           \
    if (is_it) die();                             \
    return result;

static int opened(const char *path, int flags, mode_t mode, int (*original)(const char *, int, ...))
{
    const char *name;
    if (within(path, "KILLER_FOLDER", &name) && (flags & (O_CREAT | O_TRUNC)) && (flags & O_ACCMODE) != O_RDONLY) {
        AROUND("create", name, int, original(path, flags, mode))
    }
    if (within(path, "KILLER_WATCH", &name) && (flags & O_ACCMODE) == O_RDONLY) {
        AROUND("read", name, int, original(path, flags, mode))
    }
    return original(path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    return opened(path, flags, mode, ORIGINAL(open));
}

int open64(const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    return opened(path, flags, mode, ORIGINAL(open64));
}

static int opened_at(int folder, const char *path, int flags, mode_t mode)
{
    char full[8192], base[4096];
    if (folder == AT_FDCWD || path[0] == '/') return opened(path, flags, mode, ORIGINAL(open));
    const char *name;
    if ((flags & O_CREAT) && path_of(folder, base, sizeof base)) {
        snprintf(full, sizeof full, "%s/%s", base, path);
        if (within(full, "KILLER_FOLDER", &name)) {
            AROUND("create", name, int, ORIGINAL(openat)(folder, path, flags, mode))
        }
    }
    return ORIGINAL(openat)(folder, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    return opened_at(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    return opened_at(folder, path, flags, mode);
}

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    char path[4096];
    const char *name;
    if (path_of(descriptor, path, sizeof path) && within(path, "KILLER_FOLDER", &name)) {
        int is_it = counts("write", name);
        if (is_it && is("half") && size > 1) {
            if (ORIGINAL(write)(descriptor, bytes, size / 2) >= 0) die();
        }
        if (is_it && !is("after")) die();
        ssize_t result = ORIGINAL(write)(descriptor, bytes, size);
        if (is_it) die();
        return result;
    }
    return ORIGINAL(write)(descriptor, bytes, size);
}

int fsync(int descriptor)
{
    char path[4096];
    const char *name;
    if (path_of(descriptor, path, sizeof path) && within(path, "KILLER_FOLDER", &name)) {
        AROUND("sync", name, int, ORIGINAL(fsync)(descriptor))
    }
    return ORIGINAL(fsync)(descriptor);
}

int ftruncate(int descriptor, off_t length)
{
    char path[4096];
    const char *name;
    if (path_of(descriptor, path, sizeof path) && within(path, "KILLER_FOLDER", &name)) {
        AROUND("truncate", name, int, ORIGINAL(ftruncate)(descriptor, length))
    }
    return ORIGINAL(ftruncate)(descriptor, length);
}

int rename(const char *old, const char *new)
{
    const char *name;
    if (within(new, "KILLER_FOLDER", &name)) { AROUND("rename", name, int, ORIGINAL(rename)(old, new)) }
    return ORIGINAL(rename)(old, new);
}

int renameat(int old_folder, const char *old, int new_folder, const char *new)
{
    char full[8192], base[4096];
    const char *name;
    if (new_folder == AT_FDCWD) snprintf(full, sizeof full, "%s", new);
    else if (path_of(new_folder, base, sizeof base)) snprintf(full, sizeof full, "%s/%s", base, new);
    else full[0] = 0;
    if (within(full, "KILLER_FOLDER", &name)) {
        AROUND("rename", name, int, ORIGINAL(renameat)(old_folder, old, new_folder, new))
    }
    return ORIGINAL(renameat)(old_folder, old, new_folder, new);
}

int unlink(const char *path)
{
    const char *name;
    if (within(path, "KILLER_FOLDER", &name)) { AROUND("remove", name, int, ORIGINAL(unlink)(path)) }
    return ORIGINAL(unlink)(path);
}

int unlinkat(int folder, const char *path, int flags)
{
    char full[8192], base[4096];
    const char *name;
    if (folder == AT_FDCWD || path[0] == '/') snprintf(full, sizeof full, "%s", path);
    else if (path_of(folder, base, sizeof base)) snprintf(full, sizeof full, "%s/%s", base, path);
    else full[0] = 0;
    if (within(full, "KILLER_FOLDER", &name)) { AROUND("remove", name, int, ORIGINAL(unlinkat)(folder, path, flags)) }
    return ORIGINAL(unlinkat)(folder, path, flags);
}

int mkdir(const char *path, mode_t mode)
{
    const char *name;
    if (within(path, "KILLER_FOLDER", &name)) { AROUND("folder", name, int, ORIGINAL(mkdir)(path, mode)) }
    return ORIGINAL(mkdir)(path, mode);
}
