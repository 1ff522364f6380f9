/** Connections that must not hold up the end: idle ones, and those that never brought a request. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

const LOOK_MS = 100
/** For a request that is on its way just then. */
const GRACE_MS = 1000

/** By address, since a TLS connection and the plain one below it are two objects. */
const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress ?? ''} ${String(remotePort)}`

/** Node counts a connection that has brought nothing as busy until its head is overdue; load balancers and browsers keep such ones. */
function withoutRequest({ server }: FastifyInstance): () => Iterable<Socket> {
  const silent = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket)
    silent.set(peer, socket)
    socket.once('close', () => {
      if (silent.get(peer) === socket) silent.delete(peer)
    })
  })
  server.on('request', ({ socket }: IncomingMessage) => silent.delete(peerOf(socket)))
  return () => silent.values()
}

/** From the moment the application closes, while the last calls are answered. */
export function closeIdleWhileDraining(app: FastifyInstance): void {
  const silent = withoutRequest(app)
  let timer: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    const graceEnds = performance.now() + GRACE_MS
    timer = setInterval(() => {
      app.server.closeIdleConnections()
      if (performance.now() > graceEnds) for (const socket of silent()) socket.destroy()
    }, LOOK_MS).unref()
  })
  app.addHook('onClose', async () => clearInterval(timer))
}
