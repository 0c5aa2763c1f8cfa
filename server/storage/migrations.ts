import { assert } from '@weft/shared/errors.ts'
import { currentFormat, type DirectoryFormat, writeFormat } from './format-file.ts'

/**
 * One step from a format to the next. It may be interrupted anywhere and is then run again from its start, so
 * it must do no harm to what it has done already. It owns the directory while it runs.
 */
export interface Migration {
  readonly fromFormat: number
  run(directory: string, format: DirectoryFormat): Promise<void>
}

/** In order, without a gap, the last one ending at `currentFormat`. Format 1 is the first: there is none yet. */
const migrations: readonly Migration[] = []

/**
 * Brings a directory forward, step by step. The format file is rewritten after each step, so that a crash
 * repeats at most one.
 */
export async function migrate(
  directory: string,
  found: DirectoryFormat,
  plan: { readonly steps: readonly Migration[]; readonly toFormat: number } = {
    steps: migrations,
    toFormat: currentFormat,
  },
): Promise<DirectoryFormat> {
  let format = found
  while (format.weftFormat < plan.toFormat) {
    const step = plan.steps.find(({ fromFormat }) => fromFormat === format.weftFormat)
    assert(step !== undefined, `there is a migration from format ${format.weftFormat}`)
    await step.run(directory, format)
    format = { ...format, weftFormat: format.weftFormat + 1 }
    writeFormat(directory, format)
  }
  return format
}
