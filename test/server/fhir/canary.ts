/** A listener on loopback that nobody may reach: it counts connections and answers none. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface Canary {
  readonly port: number
  /** Connections since the last call of `reset`. */
  readonly reached: number
  reset(): void
  stop(): Promise<void>
}

/** On 127.0.0.1 and, where the machine has it, on ::1 at the same port. */
export async function canary(): Promise<Canary> {
  let reached = 0
  const sockets = new Set<Socket>()
  const servers: Server[] = []
  const listen = (port: number, host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const server = createServer(socket => {
        reached += 1
        sockets.add(socket)
        socket.on('error', () => undefined).destroy()
      })
      server.once('error', reject).listen(port, host, () => {
        servers.push(server)
        resolve((server.address() as AddressInfo).port)
      })
    })
  const port = await listen(0, '127.0.0.1')
  await listen(port, '::1').catch(() => undefined)
  return {
    port,
    get reached() {
      return reached
    },
    reset: () => {
      reached = 0
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await Promise.all(
        servers.map(
          server =>
            new Promise<void>(done => {
              server.close(() => {
                done()
              })
            })
        )
      )
    }
  }
}
