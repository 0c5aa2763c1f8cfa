import type { Clock } from '@weft/shared/clock.ts'
import type { NovelUpdate } from '@weft/shared/yjs/document-index.ts'
import { mergeNovel } from '@weft/shared/yjs/merge-window.ts'
import { PublishWindow, updateWindow } from './publish-window.ts'
import { SharedFrame, type Subscriber } from './subscriber.ts'

/**
 * Gathers a document's novel updates and sends them to its subscribers, each but its own. Knows nothing of
 * the index: what a lagging subscriber missed is asked of the document.
 */
export class Broadcast {
  readonly #subscribers: ReadonlySet<Subscriber>
  readonly #vectorNow: () => Uint8Array
  readonly #window: PublishWindow
  #gathered: Gathered[] = []

  constructor(clock: Clock, subscribers: ReadonlySet<Subscriber>, vectorNow: () => Uint8Array) {
    this.#subscribers = subscribers
    this.#vectorNow = vectorNow
    this.#window = new PublishWindow(clock, updateWindow, () => this.#publish())
  }

  add(novel: NovelUpdate, author: Subscriber | null): void {
    this.#gathered.push({ novel, author })
    this.#window.request()
  }

  flush(): void {
    this.#window.flush()
  }

  close(): void {
    this.#window.close()
    this.#gathered = []
  }

  #publish(): number {
    const gathered = this.#gathered
    this.#gathered = []
    const authors = new Set(gathered.map((each) => each.author))
    const forAll = lazily(() => new SharedFrame({ type: 'update', update: merged(gathered) }))
    for (const subscriber of this.#subscribers) {
      if (subscriber.isLagging) continue
      if (!authors.has(subscriber) || authors.size > MOST_AUTHORS_SPARED) forAll().sendTo(subscriber)
      else if (authors.size > 1) sendOthersPart(gathered, subscriber)
      if (subscriber.isBackedUp) subscriber.lagFrom(this.#vectorNow())
    }
    return this.#subscribers.size
  }
}

interface Gathered {
  readonly novel: NovelUpdate
  readonly author: Subscriber | null
}

/**
 * Up to so many authors in one window, each is sent only what the others wrote. In a crowd that would be as
 * many different frames as people; there everybody gets the one frame, own part included, which every client
 * takes for known.
 */
const MOST_AUTHORS_SPARED = 4

function sendOthersPart(gathered: readonly Gathered[], subscriber: Subscriber): void {
  const others = gathered.filter((each) => each.author !== subscriber)
  new SharedFrame({ type: 'update', update: merged(others) }).sendTo(subscriber)
}

function merged(gathered: readonly Gathered[]): Uint8Array {
  const [first] = gathered
  if (first !== undefined && gathered.length === 1) return first.novel.bytes
  return mergeNovel(gathered.map((each) => each.novel))
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
