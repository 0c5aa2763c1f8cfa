import { WeftError } from '@weft/shared/errors.ts'

/** The code of the `WeftError` that `run` ends in, 'accepted' when it ends in none. Other errors pass. */
export function refusalOf(run: () => unknown): string {
  try {
    run()
    return 'accepted'
  } catch (error) {
    if (error instanceof WeftError) return error.code
    throw error
  }
}
