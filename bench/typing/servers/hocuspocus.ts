/** Hocuspocus as its documentation starts it: no extension, so documents live in memory only. */
import { Server } from '@hocuspocus/server'

const server = new Server({ port: Number(process.env.PORT), address: '127.0.0.1', quiet: true })
await server.listen()
console.log('ready')
