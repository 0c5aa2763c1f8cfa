/** CPU time of a process with all of its threads and children, from /proc: Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of 10 ms, on every Linux that Node runs on. */
const TICK_MS = 10

/** Milliseconds of user and system time since the processes started. */
export function cpuTimeMs(pid: number): number {
  const ownMs = ticksOf(pid) * TICK_MS
  return childrenOf(pid).reduce((sum, child) => sum + cpuTimeMs(child), ownMs)
}

function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The process's name may contain spaces; it ends with the last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
  )
}
