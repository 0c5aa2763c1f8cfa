import { spawnSync } from 'node:child_process'

/** Fault injection by system call needs `strace`, which not every machine has or allows. */
export function hasStrace(): boolean {
  return spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0
}
