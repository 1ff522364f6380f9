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

/** Resolves when the condition holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 40_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('waited in vain')
    await new Promise(done => {
      setTimeout(done, 10)
    })
  }
}
