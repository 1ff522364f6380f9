/** The compiled service as a process of its own, on a free loopback port. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

export interface BuiltService {
  readonly child: ChildProcess
  readonly port: number
  readonly url: string
  /** Everything it wrote so far. */
  readonly output: () => string
  /** Ends it with SIGTERM; the exit code. */
  stop(): Promise<number | null>
}

export interface BuiltOptions {
  /** The folder that holds dist/; this package unless given. */
  readonly root?: string
  readonly env?: Readonly<Record<string, string>>
  readonly nodeOptions?: readonly string[]
}

const packageRoot = resolve(import.meta.dirname, '..')
const START_MS = 60_000

/** Does nothing when dist/ is what the sources make. */
export function build(root = packageRoot): void {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the build failed: ${stderr}`)
}

/** The port that the start lines name. */
async function portOf(child: ChildProcess, output: () => string): Promise<number> {
  const ended = once(child, 'exit').then(() => 'ended' as const)
  const tooLate = new Promise<'late'>(done => setTimeout(() => done('late'), START_MS).unref())
  for (;;) {
    const port = /:(\d+)\/health/.exec(output())?.[1]
    if (port !== undefined) return Number(port)
    const outcome = await Promise.race([once(child.stdout ?? child, 'data'), ended, tooLate])
    if (outcome === 'ended' || outcome === 'late') throw new Error(`the service did not start: ${output()}`)
  }
}

export async function startBuilt({ root = packageRoot, env = {}, nodeOptions = [] }: BuiltOptions = {}): Promise<BuiltService> {
  const child = spawn(process.execPath, [...nodeOptions, 'dist/src/main.js'], {
    cwd: root,
    env: { PATH: process.env['PATH'], PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let written = ''
  const keep = (chunk: Buffer): void => {
    written += chunk.toString()
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const output = (): string => written
  const port = await portOf(child, output)
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
    return child.exitCode
  }
  return { child, port, url: `http://127.0.0.1:${String(port)}`, output, stop }
}
