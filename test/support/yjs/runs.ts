/**
 * How long properties are tried and from which seed. The same every time unless asked: `WEFT_RUNS` for more,
 * `WEFT_SEED` for others. A failure prints its seed and the shrunk counterexample.
 */
export function runs(usual: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Number(process.env.WEFT_RUNS ?? usual), seed: Number(process.env.WEFT_SEED ?? 20_261) }
}
