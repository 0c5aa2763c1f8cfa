/** `npm run bench -- index`: the document index beside what other servers do for the same questions. */
import { parseArgs } from 'node:util'
import { applyRow, typedMemoryRow } from './apply-rows.ts'
import { compacted, recordedDocuments, spreadsheet } from './documents.ts'
import { verdicts } from './expectations.ts'
import { measureHostile } from './hostile.ts'
import { type IndexReport, renderIndex } from './report.ts'
import { type MeasuredRow, measureRows, type Row } from './rows.ts'
import { memoryRow, serveRows } from './serve-rows.ts'

const HELP = `npm run bench -- index [options]

Apply, join, resync, merge, open and memory: Y.Doc, mergeUpdates/diffUpdate, and the document index, on three
recorded sessions and on spreadsheets.

  --rounds N        interleaved rounds (default: 5)
  --sheets a,b      sizes of the spreadsheets in MB (default: 4,20)
  --json            the result as JSON on stdout
`

/** Runs the bench with these command line arguments and prints the result. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      sheets: { type: 'string', default: '4,20' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return
  }
  const sheets = values.sheets
    .split(',')
    .filter((size) => size !== '')
    .map(Number)
  const report = await measureAll(Number(values.rounds), sheets)
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : renderIndex(report))
}

async function measureAll(rounds: number, sheetMegabytes: readonly number[]): Promise<IndexReport> {
  const recorded = await recordedDocuments()
  const applied = measureWarm(recorded.map(applyRow), rounds)
  const documents = [
    ...recorded.map(({ name, updates }) => ({ name, state: compacted(updates) })),
    ...sheetMegabytes.map((size) => ({ name: `sheet ${size} MB`, state: spreadsheet(size * 1e6) })),
  ]
  const served = documents.flatMap(({ name, state }) => {
    process.stderr.write(`${name}: ${state.length} bytes\n`)
    return measureWarm(serveRows(name, state, rounds + 1), rounds)
  })
  const hostile = measureHostile(rounds * 3)
  // Last: forced collections make the engine throw optimised code away.
  const memory = [
    ...recorded.map(typedMemoryRow),
    ...documents.map(({ name, state }) => memoryRow(name, state)),
  ]
  const rows = [...applied, ...served, ...measureRows(memory, 1)]
  return {
    node: process.version,
    rounds,
    documents: documents.map(({ name, state }) => ({ name, bytes: state.length })),
    rows,
    hostile,
    verdicts: verdicts(rows, hostile),
  }
}

function measureWarm(rows: readonly Row[], rounds: number): MeasuredRow[] {
  measureRows(rows, 1)
  return measureRows(rows, rounds)
}

await run(process.argv.slice(2))
