import type { ErrorCode } from '../errors.ts'
import type { CloseCode } from './close-codes.ts'
import { closeCodes } from './close-codes.ts'
import type { Codec, ServerMessage } from './messages.ts'

/**
 * Why a session is refused, and what is then sent. For ever: what the client asks will not become right by
 * asking again. Temporary: it should come back, and is told nothing that would stick.
 */
export type RefusalReason = PermanentReason | TemporaryReason
export type PermanentReason = 'denied' | 'gone' | 'quota' | 'too-large' | 'poison' | 'damaged'
export type TemporaryReason = 'overload' | 'restart' | 'storage'

export interface Refusal {
  /** Sent first, on the session's address; null: nothing is. */
  readonly message: ServerMessage | null
  /**
   * Closes the whole socket with this code, its reason the refusal's; null leaves it open, for the other
   * documents on it, and later frames of this address are ignored until an auth message starts it afresh.
   */
  readonly closeCode: CloseCode | null
}

export function refusalOf(reason: RefusalReason, dialect: Codec['dialect']): Refusal {
  if (isTemporary(reason)) return { message: null, closeCode: temporaryCodes[reason] }
  const message = { type: 'denied', reason: deniedReasons[reason] } as const
  return { message, closeCode: dialect === 'hocuspocus' ? null : permanentCodes[reason] }
}

/** The refusal an error of a client's frame or update leads to; null where the error is not the client's. */
export function refusalReasonOf(code: ErrorCode): RefusalReason | null {
  return reasonsByErrorCode[code] ?? null
}

/** What the stock app is told; part of the protocol, so apps may match on it. */
const deniedReasons: Readonly<Record<PermanentReason, string>> = {
  denied: 'permission-denied',
  gone: 'gone',
  quota: 'quota',
  'too-large': 'too-large',
  poison: 'poison',
  damaged: 'damaged',
}

/** A quota shares its code with the too large document: there is no third code in stock clients' use. */
const permanentCodes: Readonly<Record<PermanentReason, CloseCode>> = {
  denied: closeCodes.forbidden,
  gone: closeCodes.gone,
  quota: closeCodes.tooLarge,
  'too-large': closeCodes.tooLarge,
  poison: closeCodes.poison,
  damaged: closeCodes.poison,
}

const temporaryCodes: Readonly<Record<TemporaryReason, CloseCode>> = {
  overload: closeCodes.tryLater,
  restart: closeCodes.restart,
  storage: closeCodes.tryLater,
}

/** A gap that was never filled is temporary: after a reconnect both sides compare from the start. */
const reasonsByErrorCode: Readonly<Partial<Record<ErrorCode, RefusalReason>>> = {
  'update-malformed': 'poison',
  'update-limit': 'poison',
  'update-pending-full': 'overload',
  'vector-malformed': 'poison',
  'vector-limit': 'poison',
  'awareness-malformed': 'poison',
  'frame-malformed': 'poison',
  'frame-limit': 'poison',
  'address-malformed': 'poison',
  'refused-denied': 'denied',
  'refused-gone': 'gone',
  'refused-quota': 'quota',
  'refused-too-large': 'too-large',
  'refused-poison': 'poison',
  'refused-overload': 'overload',
  'refused-storage': 'storage',
  'storage-failed': 'storage',
  'storage-damaged': 'damaged',
}

function isTemporary(reason: RefusalReason): reason is TemporaryReason {
  return reason in temporaryCodes
}
