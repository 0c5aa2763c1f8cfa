/**
 * What this process has done since it started. Plain numbers, so that counting costs an addition; served at
 * `/v1/counters` and read by tests that assert what did *not* happen.
 */
export class Counters {
  connectionsOpened = 0
  connectionsClosed = 0
  sessionsOpened = 0
  sessionsClosed = 0
  documentsLoaded = 0
  documentsUnloaded = 0
  /** Sync step 2 and update messages taken from clients. */
  updatesReceived = 0
  updateBytesReceived = 0
  /** Those that brought something new and so became a log row. */
  rowsLogged = 0
  updatesRefused = 0
  /** Awareness updates over a limit, dropped. */
  presenceIgnored = 0
  acksSent = 0
  framesSent = 0
  bytesSent = 0
  socketWrites = 0
  sessionsLagged = 0
}
