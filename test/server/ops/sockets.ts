/** Bare connections: what is written, and all that comes back until the other side closes. */
import { createConnection, type Socket } from 'node:net'

export interface Talk {
  readonly socket: Socket
  readonly answer: Promise<string>
}

/** Writes at once and leaves our side open. */
export function talk(url: string, ...parts: readonly string[]): Talk {
  const { port, hostname } = new URL(url)
  const socket = createConnection(Number(port), hostname)
  for (const part of parts) socket.write(part)
  const answer = new Promise<string>(done => {
    let text = ''
    socket.on('data', chunk => (text += chunk.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      done(text)
    })
  })
  return { socket, answer }
}
