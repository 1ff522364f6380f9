/** A PostgreSQL server of our own in a temporary folder, reached by a unix socket: no port to fight for, nothing to install but the binaries. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

const DEBIAN = '/usr/lib/postgresql'

/** The folder with `initdb` and `postgres`; undefined when PostgreSQL is not installed. */
export function postgresBinaries(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one)) : []
  const folders = [...versions.map(version => join(DEBIAN, version, 'bin')), ...(process.env['PATH'] ?? '').split(delimiter)]
  return folders.find(folder => ['initdb', 'postgres'].every(name => existsSync(join(folder, name))))
}

/** PostgreSQL refuses to run as root. */
function ownerOf(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string, name: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }))
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', name), gid: idOf('-g', name) }
    } catch {
      continue
    }
  }
  throw new Error('There is no user as whom PostgreSQL could run.')
}

export interface PostgresServer {
  /** Of a database of that name. */
  url(database: string): string
  createDatabase(database: string): Promise<void>
  /** SIGKILL to the postmaster; its children end by themselves as soon as they see it. */
  kill(): Promise<void>
  start(): Promise<void>
  /** Stops it and removes its folder. */
  stop(): Promise<void>
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise(done => {
    if (child.exitCode !== null || child.signalCode !== null) done()
    else
      child.once('exit', () => {
        done()
      })
  })

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(text)
  await client.end()
}

export async function postgresServer(binaries: string): Promise<PostgresServer> {
  const owner = ownerOf()
  const folder = mkdtempSync(join(tmpdir(), 'vfcds-pg-'))
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const options = { ...owner, cwd: folder, stdio: 'ignore' } as const
  execFileSync(join(binaries, 'initdb'), ['--no-sync', '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '-D', data], options)
  const url = (database: string): string => `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`
  let server: ChildProcess | undefined

  const launch = (): ChildProcess =>
    spawn(join(binaries, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'max_connections=200'], options)
  const start = async (): Promise<void> => {
    server = launch()
    const giveUpAt = Date.now() + 30_000
    for (;;) {
      try {
        await query(url('postgres'), 'select 1')
        return
      } catch (error) {
        if (Date.now() > giveUpAt) throw error
        await delay(50)
        // After a kill the children of the last one may still be ending; until then a new one refuses to start.
        if (server.exitCode !== null) server = launch()
      }
    }
  }
  const kill = async (): Promise<void> => {
    server?.kill('SIGKILL')
    if (server !== undefined) await ended(server)
  }
  const stop = async (): Promise<void> => {
    if (server?.exitCode === null && server.signalCode === null) {
      server.kill('SIGINT')
      await ended(server)
    }
    rmSync(folder, { recursive: true, force: true })
  }
  await start()
  return { url, start, kill, stop, createDatabase: database => query(url('postgres'), `create database ${database}`) }
}
