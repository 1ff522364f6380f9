/** The built service as a process of its own, which a test may kill. */
import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { FeedbackItem } from '../../../src/server/store/store.js'

const MAIN = resolve(import.meta.dirname, '../../../dist/src/main.js')
export const SERVICE = 'vertebral-fracture-patient-view'

export interface ServiceProcess {
  readonly url: string
  /** What it wrote so far, both streams. */
  readonly output: () => string
  /** Resolves with the exit code, or null after a signal. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
  readonly isRunning: () => boolean
}

function spawned(environment: Readonly<Record<string, string>>) {
  const env = { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', ...environment }
  const child: ChildProcess = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const written: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => written.push(chunk.toString()))
  const exit = new Promise<number | null>(done => child.once('close', done))
  return { child, written, exit }
}

/** Resolves once it says where it listens; rejects with its output when it ends before. */
export async function startService(environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const { child, written, exit } = spawned(environment)
  const url = await new Promise<string>((listening, failed) => {
    if (child.stdout === null) throw new Error('no stdout')
    createInterface(child.stdout).on('line', line => {
      written.push(`${line}\n`)
      const [, found] = /Discovery: (http:\/\/[^/]+)\//.exec(line) ?? []
      if (found !== undefined) listening(found)
    })
    void exit.then(code => failed(new Error(`the service ended with ${code}: ${written.join('')}`)))
  })
  return {
    url,
    output: () => written.join(''),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    end: signal => {
      child.kill(signal)
      return exit
    }
  }
}

/** For a service that should refuse to start: its exit code and what it said. */
export async function refusedStart(environment: Readonly<Record<string, string>>): Promise<{ code: number | null; output: string }> {
  const { child, written, exit } = spawned(environment)
  child.stdout?.on('data', (chunk: Buffer) => written.push(chunk.toString()))
  return { code: await exit, output: written.join('') }
}

export type Entry = Pick<FeedbackItem, 'card' | 'outcome' | 'outcomeTimestamp'>

/** The status of the answer; undefined when there was none. */
export async function postFeedback(url: string, feedback: readonly Entry[]): Promise<number | undefined> {
  try {
    const answer = await fetch(`${url}/cds-services/${SERVICE}/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ feedback })
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return undefined
  }
}
