import type { Clock } from '@weft/shared/clock.ts'
import type { Access, Codec } from '@weft/shared/protocol/messages.ts'
import type { DocumentRegistry } from '../document/registry.ts'
import type { Counters } from '../observability/counters.ts'
import type { Log } from '../observability/log.ts'

/** The socket as a session sees it: one of possibly several sessions on it. */
export interface SessionSocket {
  /** Puts a WebSocket header before the payload of one binary message. */
  frame(payload: Uint8Array): Uint8Array
  /** Queues a frame for the end of the turn. */
  send(frame: Uint8Array): void
  /** More is queued than a reader that keeps up would leave. */
  readonly isBackedUp: boolean
  /** Closes the whole socket, all of its sessions included. */
  close(code: number, reason: string): void
}

/** Decides who may do what. Rejecting or throwing counts as a refusal. */
export type Authorize = (request: AuthorizationRequest) => Promise<Authorization>

export interface AuthorizationRequest {
  readonly documentId: string
  /** As the client sent it; empty when it sent none. */
  readonly token: string
  /** The `Origin` header of the upgrade, null where there is none (not a browser). */
  readonly origin: string | null
}

export type Authorization =
  | { readonly isAllowed: true; readonly access: Access; readonly user: string | null }
  | { readonly isAllowed: false }

export interface SessionPorts {
  readonly clock: Clock
  readonly registry: DocumentRegistry
  readonly authorize: Authorize
  readonly counters: Counters
  readonly log: Log
}

/** Who this session is and how it speaks; never changes. */
export interface SessionIdentity {
  /** Order of arrival in this process. */
  readonly number: number
  readonly codec: Codec
  readonly address: string
  readonly documentId: string
  readonly origin: string | null
}
