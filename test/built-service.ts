/**
 * The built service as a process of its own, on a free loopback port, with a data folder of its own.
 * Importing this brings dist/ up to date; every test that runs it imports this, so none meets a half-written one.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'
import { keepLog } from './log-scan.js'
import { until } from './until.js'

export interface BuiltService {
  readonly pid: number
  readonly port: number
  /** Without a slash at the end. */
  readonly url: string
  /** Everything it wrote so far, on both streams. */
  output(): string
  /** Its log lines so far. */
  lines(): Record<string, unknown>[]
  signal(name: NodeJS.Signals): void
  /** Sends the signal (SIGTERM unless given) if it still runs; the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>
  isRunning(): boolean
  /** The exit code, null after a signal. */
  readonly exit: Promise<number | null>
}

export interface BuiltOptions {
  /** The folder that holds dist/; this package unless given. */
  readonly root?: string
  readonly nodeOptions?: readonly string[]
}

type Environment = Readonly<Record<string, string>>

const packageRoot = resolve(import.meta.dirname, '..')
const START_MS = 60_000

/** Does nothing when dist/ is what the sources make. */
export function build(root = packageRoot): void {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the build failed: ${stderr}`)
}

build()

type Launched = Omit<BuiltService, 'port' | 'url'>

const running = new Set<Launched>()

/** What a failed test left running ends with its file, or with the process that runs the file. */
const killAll = (): void => {
  for (const service of running) service.signal('SIGKILL')
}
afterAll(async () => {
  killAll()
  await Promise.all([...running].map(({ exit }) => exit))
})
process.on('exit', killAll)

const wholeLines = (): ((chunk: string) => void) => {
  let begun = ''
  return chunk => {
    const end = chunk.lastIndexOf('\n') + 1
    if (end > 0) keepLog(begun + chunk.slice(0, end))
    begun = end > 0 ? chunk.slice(end) : begun + chunk
  }
}

function launch(env: Environment, { root = packageRoot, nodeOptions = [] }: BuiltOptions): Launched {
  const folder = mkdtempSync(join(tmpdir(), 'cds-service-'))
  const child = spawn(process.execPath, [...nodeOptions, 'dist/src/main.js'], {
    cwd: root,
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let written = ''
  for (const stream of [child.stdout, child.stderr]) {
    const keep = wholeLines()
    stream.on('data', (chunk: Buffer) => {
      written += chunk.toString()
      keep(chunk.toString())
    })
  }
  const exit = new Promise<number | null>(done => {
    child.on('close', code => {
      running.delete(launched)
      rmSync(folder, { recursive: true, force: true })
      done(code)
    })
  })
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  const launched: Launched = {
    pid: child.pid ?? 0,
    output: () => written,
    lines: () =>
      written
        .split('\n')
        .filter(line => line.startsWith('{') && line.endsWith('}'))
        .map(line => JSON.parse(line) as Record<string, unknown>),
    signal: name => void child.kill(name),
    end: (signal = 'SIGTERM') => {
      if (isRunning()) child.kill(signal)
      return exit
    },
    isRunning,
    exit
  }
  running.add(launched)
  return launched
}

/** Resolves when it says where it listens. PUBLIC_URL, where given, has port 0: it is said with the port in its place. */
export async function startService(env: Environment = {}, options: BuiltOptions = {}): Promise<BuiltService> {
  const launched = launch(env, options)
  const place = (): string | undefined => /Discovery: (https?:\/\/[^/]+:\d+)\/cds-services/.exec(launched.output())?.[1]
  await until(() => place() !== undefined || !launched.isRunning(), START_MS)
  const url = place()
  if (url === undefined) throw new Error(`the service did not start: ${launched.output()}`)
  return { ...launched, url, port: Number(new URL(url).port) }
}

/** What a start that fails says, and its exit code. */
export async function refusedStart(
  env: Environment,
  whileStarting?: (service: Pick<BuiltService, 'output' | 'signal'>) => Promise<void>
): Promise<{ readonly output: string; readonly code: number | null }> {
  const launched = launch(env, {})
  await whileStarting?.(launched)
  const { exit, output } = launched
  const code = await exit
  return { code, output: output() }
}
