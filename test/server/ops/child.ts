/** The built service as a process of its own, on a free port, with a data folder of its own. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { keepLog } from '../../log-scan.js'
import { until } from './sockets.js'

const ROOT = resolve(import.meta.dirname, '../../..')

export interface Child {
  readonly pid: number
  readonly url: string
  /** Everything it wrote. */
  readonly text: () => string
  readonly lines: () => Record<string, unknown>[]
  signal(name: NodeJS.Signals): void
  /** The code it exits with. */
  readonly exit: Promise<number | null>
}

const running = new Set<Child>()

/** Ends what a failed test left running. */
export async function endChildren(): Promise<void> {
  for (const child of running) {
    child.signal('SIGKILL')
    await child.exit
  }
}

function launch(env: Readonly<Record<string, string>>): Omit<Child, 'url'> & { url: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cds-child-'))
  const started = spawn(process.execPath, ['dist/src/main.js'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let text = ''
  const keep = (chunk: Buffer): void => {
    text += chunk.toString()
    keepLog(chunk.toString())
  }
  started.stdout.on('data', keep)
  started.stderr.on('data', keep)
  const exit = new Promise<number | null>(done => {
    started.on('close', code => {
      rmSync(folder, { recursive: true, force: true })
      done(code)
    })
  })
  const lines = () =>
    text
      .split('\n')
      .filter(line => line.startsWith('{') && line.endsWith('}'))
      .map(line => JSON.parse(line) as Record<string, unknown>)
  return { pid: started.pid ?? 0, url: '', text: () => text, lines, signal: name => started.kill(name), exit }
}

/** Resolves when it says where it listens. */
export async function serving(env: Readonly<Record<string, string>> = {}): Promise<Child> {
  const child = launch(env)
  running.add(child)
  const exited = child.exit.then(code => {
    running.delete(child)
    return code
  })
  const place = () => /Discovery: (https?:\/\/[^/]+)\/cds-services/.exec(child.text())?.[1]
  let isOver = false
  void exited.then(() => (isOver = true))
  await until(() => place() !== undefined || isOver)
  const url = place()
  if (url === undefined) throw new Error(`the service did not start: ${child.text()}`)
  child.url = url
  return child
}

/** What a start that fails says, and its exit code. */
export async function refusedStart(
  env: Readonly<Record<string, string>>
): Promise<{ readonly text: string; readonly code: number | null }> {
  const child = launch(env)
  const code = await child.exit
  return { text: child.text(), code }
}
