import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import {
  HocuspocusProvider as HocuspocusProvider3,
  HocuspocusProviderWebsocket as HocuspocusProviderWebsocket3,
} from '@hocuspocus/provider-3'
import { OutgoingMessage } from '@hocuspocus/server'
import { hocuspocusCodec } from '@weft/shared/protocol/hocuspocus-codec.ts'
import { yWebsocketCodec } from '@weft/shared/protocol/y-websocket-codec.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeAwarenessUpdate } from 'y-protocols/awareness'
import { WebsocketProvider as WebsocketProvider3 } from 'y-websocket'
import { WebsocketProvider as WebsocketProvider1 } from 'y-websocket-1'
import { WebsocketProvider as WebsocketProvider2 } from 'y-websocket-2'
import * as Y from 'yjs'
import { loopback } from '../../../support/clients/loopback-socket.ts'
import { hex } from './bytes.ts'

/** The installed packages themselves say what the bytes are; these tests only compare. */
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const hocuspocusClients = [
  ['provider 4', HocuspocusProvider, HocuspocusProviderWebsocket, false],
  ['provider 4 with sessionAwareness', HocuspocusProvider, HocuspocusProviderWebsocket, true],
  ['provider 3', HocuspocusProvider3, HocuspocusProviderWebsocket3, false],
] as const

describe.each(hocuspocusClients)('%s', (_name, Provider, ProviderWebsocket, sessionAwareness) => {
  it('[WIRE13] sends nothing in a session that cannot be read', async () => {
    const { Socket, sockets } = loopback()
    const websocketProvider = new ProviderWebsocket({ url: 'ws://test', WebSocketPolyfill: Socket })
    await vi.advanceTimersByTimeAsync(0)
    const document = new Y.Doc()
    const options = { name: 'init', document, token: 'good', sessionAwareness }
    const provider = new Provider({ websocketProvider: websocketProvider as never, ...options })
    provider.attach()
    const [socket] = sockets
    if (socket === undefined) throw new Error('the provider opened no socket')
    socket.opened()
    await vi.advanceTimersByTimeAsync(0)
    document.getText('text').insert(0, 'ü')
    provider.sendStateless('hi')
    const address = sessionAwareness ? (provider as HocuspocusProvider).effectiveName : 'init'
    socket.receives(
      hocuspocusCodec.encode(address, { type: 'step1', stateVector: Uint8Array.of(0) }) ?? Uint8Array.of(),
    )
    const queryAwareness = new OutgoingMessage(address).writeQueryAwareness().toUint8Array()
    socket.receives(queryAwareness)
    provider.destroy()
    const decoded = socket.sent.map((frame) => hocuspocusCodec.decode(frame))
    expect(decoded.map((one) => 'address' in one && one.address)).toEqual(decoded.map(() => address))
    expect(decoded.map((one) => 'message' in one && one.message.type)).toEqual([
      'auth',
      'step1',
      'awareness',
      'update',
      'stateless',
      'step2',
      'awareness',
      'awareness',
      'close',
    ])
    websocketProvider.destroy()
  })

  it('[WIRE13] understands acks, denials, awareness and stateless messages of ours', async () => {
    const { Socket, sockets } = loopback()
    const websocketProvider = new ProviderWebsocket({ url: 'ws://test', WebSocketPolyfill: Socket })
    await vi.advanceTimersByTimeAsync(0)
    const told: unknown[] = []
    const provider = new Provider({
      websocketProvider: websocketProvider as never,
      ...{ name: 'init', sessionAwareness },
      onAuthenticated: (event: { scope: string }) => told.push(event.scope),
      onAuthenticationFailed: ({ reason }) => told.push(reason),
      onStateless: ({ payload }) => told.push(payload),
      onClose: ({ event }) => told.push(event.reason),
    })
    provider.attach()
    const [socket] = sockets
    socket?.opened()
    await vi.advanceTimersByTimeAsync(0)
    const address = sessionAwareness ? (provider as HocuspocusProvider).effectiveName : 'init'
    const receives = (message: Parameters<typeof hocuspocusCodec.encode>[1]) =>
      socket?.receives(hocuspocusCodec.encode(address, message) ?? Uint8Array.of())
    receives({ type: 'authenticated', access: 'readonly' })
    receives({ type: 'sync-status', isApplied: true })
    expect(provider.unsyncedChanges).toBe(0)
    receives({ type: 'awareness', update: Uint8Array.of(0) })
    receives({ type: 'stateless', payload: 'hi' })
    receives({ type: 'denied', reason: 'gone' })
    receives({ type: 'close', reason: 'bye' })
    expect(told).toEqual(['readonly', 'hi', 'gone', 'bye'])
    provider.destroy()
    websocketProvider.destroy()
  })
})

const yWebsocketClients = [
  ['y-websocket 3', WebsocketProvider3],
  ['y-websocket 2', WebsocketProvider2],
  ['y-websocket 1', WebsocketProvider1],
] as const

describe.each(yWebsocketClients)('%s', (_name, Provider) => {
  it('[WIRE13] sends nothing in a session that cannot be read', () => {
    const { Socket, sockets } = loopback()
    const document = new Y.Doc()
    const options = { WebSocketPolyfill: Socket as never, disableBc: true }
    const provider = new (Provider as typeof WebsocketProvider3)(
      'ws://test',
      'Über raum/1',
      document,
      options,
    )
    const [socket] = sockets
    if (socket === undefined) throw new Error('the provider opened no socket')
    socket.opened()
    document.getText('text').insert(0, 'ü')
    socket.receives(
      yWebsocketCodec.encode('', { type: 'step1', stateVector: Uint8Array.of(0) }) ?? Uint8Array.of(),
    )
    provider.disconnect()
    expect(socket.sent.map((frame) => yWebsocketCodec.decode(frame))).toMatchObject([
      { message: { type: 'step1' } },
      { message: { type: 'awareness' } },
      { message: { type: 'update' } },
      { message: { type: 'step2' } },
      { message: { type: 'awareness' } },
    ])
    provider.destroy()
    provider.awareness.destroy()
  })
})

describe('what @hocuspocus/server writes', () => {
  const document = new Y.Doc()
  document.getText('text').insert(0, 'ü')
  const update = Y.encodeStateAsUpdate(document)
  const stateVector = Y.encodeStateVector(document)
  const theirs = (write: (message: OutgoingMessage) => OutgoingMessage) =>
    hex(write(new OutgoingMessage('Über\0abc')).toUint8Array())
  const ours = (message: Parameters<typeof hocuspocusCodec.encode>[1]) =>
    hex(hocuspocusCodec.encode('Über\0abc', message))

  it('[WIRE7] is what we write', () => {
    expect(ours({ type: 'authenticated', access: 'readonly' })).toBe(
      theirs((to) => to.writeAuthenticated(true)),
    )
    expect(ours({ type: 'denied', reason: 'ü' })).toBe(theirs((to) => to.writePermissionDenied('ü')))
    expect(ours({ type: 'update', update })).toBe(theirs((to) => to.createSyncMessage().writeUpdate(update)))
    expect(ours({ type: 'step1', stateVector })).toBe(
      theirs((to) => to.createSyncMessage().writeFirstSyncStepFor(document as never)),
    )
    expect(ours({ type: 'sync-status', isApplied: true })).toBe(theirs((to) => to.writeSyncStatus(true)))
    expect(ours({ type: 'sync-status', isApplied: false })).toBe(theirs((to) => to.writeSyncStatus(false)))
    expect(ours({ type: 'stateless', payload: 'ü' })).toBe(theirs((to) => to.writeStateless('ü')))
    expect(ours({ type: 'close', reason: 'bye' })).toBe(theirs((to) => to.writeCloseMessage('bye')))
  })

  it('[WIRE7] and its awareness', async () => {
    const { Awareness } = await import('y-protocols/awareness')
    const awareness = new Awareness(document)
    awareness.setLocalState({ name: 'Ü' })
    const message = encodeAwarenessUpdate(awareness, [awareness.clientID])
    expect(ours({ type: 'awareness', update: message })).toBe(
      theirs((to) => to.createAwarenessUpdateMessage(awareness)),
    )
    awareness.destroy()
  })
})
