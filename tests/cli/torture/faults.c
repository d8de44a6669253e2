/*
 * Lets the n-th system call of a kind fail, in a program that knows nothing of it: it is preloaded.
 *
 * LEADMAP_FAULT is `CALL:N:ERRNO`, as in `write:3:28`. What is failed is appended to the file that LEADMAP_FAULT_LOG
 * names, as `CALL PATH`. Only calls on files and folders count, and on standard input and output: not those on what the
 * system tells a process (/proc, /sys), and not messages.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long count;

/* Whether this call of `call` on `path` is to fail. */
static int fails(const char *call, const char *path) {
    const char *fault = getenv("LEADMAP_FAULT");
    size_t length = strlen(call);
    if (!fault || strncmp(fault, call, length) != 0 || fault[length] != ':') return 0;
    if (!strncmp(path, "/proc/", 6) || !strncmp(path, "/sys/", 5) || !strncmp(path, "/dev/tty", 8)) return 0;
    char *end;
    long wanted = strtol(fault + length + 1, &end, 10);
    if (atomic_fetch_add(&count, 1) + 1 != wanted) return 0;
    char line[8192];
    int written = snprintf(line, sizeof line, "%s %s\n", call, path);
    int log = syscall(SYS_openat, AT_FDCWD, getenv("LEADMAP_FAULT_LOG"), O_WRONLY | O_APPEND | O_CREAT, 0600);
    syscall(SYS_write, log, line, written);
    syscall(SYS_close, log);
    errno = atoi(end + 1);
    return 1;
}

static int fails_on(const char *call, int fd) {
    struct stat stat;
    if (fd == 2 || fstat(fd, &stat)) return 0;
    if (fd > 1 && !S_ISREG(stat.st_mode) && !S_ISDIR(stat.st_mode)) return 0;
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, name, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    return fails(call, path);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                             \
    int name(const char *path, int flags, ...) {                               \
        va_list list;                                                          \
        va_start(list, flags);                                                 \
        mode_t mode = va_arg(list, mode_t);                                    \
        va_end(list);                                                          \
        return fails(flags & O_CREAT ? "create" : "open", path) ? -1 : NEXT(name)(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define ON_FD(result, name, call, parameters, arguments)                       \
    result name parameters { return fails_on(call, fd) ? -1 : NEXT(name) arguments; }
ON_FD(ssize_t, read, "read", (int fd, void *to, size_t size), (fd, to, size))
ON_FD(ssize_t, pread64, "read", (int fd, void *to, size_t size, off64_t at), (fd, to, size, at))
ON_FD(ssize_t, readv, "read", (int fd, const struct iovec *to, int parts), (fd, to, parts))
ON_FD(ssize_t, write, "write", (int fd, const void *from, size_t size), (fd, from, size))
ON_FD(ssize_t, writev, "write", (int fd, const struct iovec *from, int parts), (fd, from, parts))
ON_FD(int, fsync, "sync", (int fd), (fd))
ON_FD(int, fdatasync, "sync", (int fd), (fd))
ON_FD(int, fchmod, "chmod", (int fd, mode_t mode), (fd, mode))
ON_FD(int, fchown, "chown", (int fd, uid_t user, gid_t group), (fd, user, group))
ON_FD(int, flock, "lock", (int fd, int operation), (fd, operation))
ON_FD(int, ftruncate64, "truncate", (int fd, off64_t length), (fd, length))

/* It is closed all the same, as the system does it. */
int close(int fd) {
    int fault = fails_on("close", fd) ? errno : 0;
    int closed = syscall(SYS_close, fd);
    if (fault) errno = fault;
    return fault ? -1 : closed;
}

int rename(const char *from, const char *to) { return fails("rename", to) ? -1 : NEXT(rename)(from, to); }

int link(const char *from, const char *to) { return fails("link", from) ? -1 : NEXT(link)(from, to); }

int linkat(int one, const char *from, int other, const char *to, int flags) {
    return fails("link", from) ? -1 : NEXT(linkat)(one, from, other, to, flags);
}

int unlink(const char *path) { return fails("unlink", path) ? -1 : NEXT(unlink)(path); }

DIR *opendir(const char *path) { return fails("opendir", path) ? NULL : NEXT(opendir)(path); }

int mkdir(const char *path, mode_t mode) { return fails("mkdir", path) ? -1 : NEXT(mkdir)(path, mode); }
