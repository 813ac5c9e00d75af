import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temp-folder.ts';

/**
 * The system's calls fail as over a used-up quota while a file is there: a library before libc's write, pwrite and
 * fsync. Everything above them, from Node's own C++ on, is as in real life.
 */
const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int over_quota(int fd) {
  char link[64], path[4096];
  const char *folder = getenv("QUOTA_FOLDER"), *flag = getenv("QUOTA_USED_UP");
  if (!folder || !flag || access(flag, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, folder, strlen(folder)) == 0;
}

#define WRITE(name, args, ...)                                                  \\
  ssize_t name args {                                                           \\
    static ssize_t(*real) args;                                                 \\
    if (!real) real = (ssize_t(*) args)dlsym(RTLD_NEXT, #name);                 \\
    if (over_quota(fd)) { errno = EDQUOT; return -1; }                          \\
    return real(__VA_ARGS__);                                                   \\
  }
WRITE(write, (int fd, const void *b, size_t n), fd, b, n)
WRITE(pwrite, (int fd, const void *b, size_t n, off_t at), fd, b, n, at)
WRITE(pwrite64, (int fd, const void *b, size_t n, off64_t at), fd, b, n, at)
WRITE(writev, (int fd, const struct iovec *v, int n), fd, v, n)
WRITE(pwritev, (int fd, const struct iovec *v, int n, off_t at), fd, v, n, at)
`;

/** A library that ends the quota of a folder while the file `usedUp` exists; `environment` goes to the programs. */
export class Quota {
  readonly environment: NodeJS.ProcessEnv;
  readonly usedUp: string;

  constructor(folder: string) {
    const place = temporaryFolder();
    this.usedUp = join(place, 'used-up');
    this.environment = { LD_PRELOAD: buildLibrary(place), QUOTA_FOLDER: folder, QUOTA_USED_UP: this.usedUp };
  }
}

function buildLibrary(place: string): string {
  const [source, library] = [join(place, 'quota.c'), join(place, 'quota.so')];
  writeFileSync(source, SOURCE);
  const { status, stderr, error } = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
  if (status !== 0) throw new Error(`cc: ${error?.message ?? String(stderr)}`);
  return library;
}

/** null: a quota can be played here; otherwise why not. */
export function whyNoQuota(): string | null {
  if (process.platform !== 'linux') return 'LD_PRELOAD needs Linux';
  return spawnSync('cc', ['--version']).status === 0 ? null : 'there is no C compiler';
}
