/** The image and compose.yaml: what the Dockerfile copies exists, builds, and runs from the final stage's files alone. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../src/server/config.js'
import { variables } from '../src/server/variables.js'
import { build, startService } from './built-service.js'

const root = resolve(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

interface Instruction {
  readonly name: string
  readonly rest: string
}
type Stage = readonly Instruction[]

/** The instructions of each stage, continued lines joined. */
function stagesOf(dockerfile: string): readonly Stage[] {
  const lines = dockerfile.replace(/\\\n\s*/g, ' ').split('\n')
  const stages: Instruction[][] = []
  for (const line of lines) {
    const [, name, rest] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? []
    if (name === undefined || rest === undefined) continue
    if (name === 'FROM') stages.push([])
    stages.at(-1)?.push({ name, rest })
  }
  return stages
}

const stages = stagesOf(read('Dockerfile'))
const [buildStage = [], finalStage = []] = stages
const named = (stage: Stage, name: string): string[] => stage.filter(each => each.name === name).map(({ rest }) => rest)
const words = (rest: string): string[] => rest.split(/\s+/)
/** Sources and target of each COPY from the context. */
const copies = (stage: Stage) =>
  named(stage, 'COPY')
    .filter(rest => !rest.startsWith('--from='))
    .map(rest => ({ from: words(rest).slice(0, -1), to: words(rest).at(-1) ?? '' }))
const imageEnv = Object.fromEntries(
  named(finalStage, 'ENV')
    .flatMap(words)
    .map(pair => pair.split('=', 2))
) as Record<string, string>

/** Plain names, `*` within a name and a leading double star are all that .dockerignore uses. */
function ignoredBy(patterns: string): (path: string) => boolean {
  const expressions = patterns
    .split('\n')
    .filter(line => line !== '')
    .map(
      line =>
        new RegExp(
          `^${line
            .replace(/[.+]/g, '\\$&')
            .replace(/\*\*\//, '(?:.+/)?')
            .replace(/\*/g, '[^/]*')}(?:/|$)`
        )
    )
  return path => expressions.some(expression => expression.test(path))
}
const isIgnored = ignoredBy(read('.dockerignore'))

/** Does what the COPY lines of a stage do. */
function copyContext(stage: Stage, target: string): void {
  for (const { from, to } of copies(stage))
    for (const source of from)
      cpSync(join(root, source), to.endsWith('/') ? join(target, to, basename(source)) : join(target, to), {
        recursive: true,
        filter: path => !isIgnored(path.slice(root.length + 1))
      })
}

/** Hard links where the file systems allow, since packages are many. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkTree(source, target)
    else
      try {
        linkSync(source, target)
      } catch {
        copyFileSync(source, target)
      }
  }
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>
}

/** What `npm ci --omit=dev` installs: every package that the lock file does not call a development one. */
function linkProduction(target: string): void {
  const { packages } = JSON.parse(read('package-lock.json')) as Lock
  const wanted = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true)
  for (const [path] of wanted) {
    const isNested = path.lastIndexOf('node_modules/') > 0
    if (!isNested && existsSync(join(root, path))) linkTree(join(root, path), join(target, path))
  }
}

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length))
    .sort()

describe('the Dockerfile', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'image-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('copies what exists and is not ignored', () => {
    const paths = stages.flatMap(stage => copies(stage).flatMap(({ from }) => from))
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', '.npmrc', 'src', 'hooks', 'scripts']))
    for (const path of paths) expect([path, existsSync(join(root, path)), isIgnored(path)]).toEqual([path, true, false])
    for (const path of [
      '.git/HEAD',
      'node_modules/x/y.js',
      'test/r4.ts',
      'deploy/kubernetes/clients.yaml',
      'certs/tls.key',
      'a.pem',
      '.env'
    ])
      expect([path, isIgnored(path)]).toEqual([path, true])
  })

  it('runs as a number that is not root, in production, with its data in one place', () => {
    expect(named(finalStage, 'USER')).toEqual(['1000:1000'])
    expect(named(finalStage, 'VOLUME')).toEqual(['/data'])
    expect(imageEnv).toMatchObject({ NODE_ENV: 'production', DATA_DIR: '/data' })
    expect(named(finalStage, 'RUN')).toContain('mkdir /data && chown 1000:1000 /data')
    expect(named(finalStage, 'RUN').join()).toContain('npm ci --omit=dev')
    expect(named(finalStage, 'CMD')).toEqual(['["node", "dist/src/main.js"]'])
  })

  it('builds from what it copies, and serves from the final stage alone, writing to its data only', { timeout: 180_000 }, async () => {
    const [builder, final, data, temporary] = ['build', 'final', 'data', 'tmp'].map(name => join(folder, name)) as [
      string,
      string,
      string,
      string
    ]
    for (const path of [builder, final, data, temporary]) mkdirSync(path)
    copyContext(buildStage, builder)
    symlinkSync(join(root, 'node_modules'), join(builder, 'node_modules'))
    expect(named(buildStage, 'RUN')).toEqual(['npm ci', 'npm run build'])
    expect((JSON.parse(read('package.json')) as { scripts: { build: string } }).scripts.build).toBe('node scripts/build.mjs')
    build(builder)

    copyContext(finalStage, final)
    expect(named(finalStage, 'COPY')).toContain('--from=build /app/dist ./dist')
    cpSync(join(builder, 'dist'), join(final, 'dist'), { recursive: true })
    linkProduction(final)
    expect(existsSync(join(final, 'node_modules/typescript'))).toBe(false)
    const before = filesUnder(final)

    const env = { ...imageEnv, ...open, PORT: '0', DATA_DIR: data, TMPDIR: temporary }
    const service = await startService(env, { root: final })
    try {
      const answer = await fetch(`${service.url}/health`)
      expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ status: 'ok' })])
      const discovery = (await (await fetch(`${service.url}/cds-services`)).json()) as { services: unknown[] }
      expect(discovery.services.length).toBeGreaterThanOrEqual(3)
      expect(healthCheck({ PORT: String(service.port) })).toBe(0)
      expect(healthCheck({ PORT: '1' })).toBe(1)
    } finally {
      expect(await service.end()).toBe(0)
    }
    expect(filesUnder(final)).toEqual(before)
    expect(filesUnder(temporary)).toEqual([])
  })
})

/** Runs the image's own health check; its exit code. */
function healthCheck(env: Record<string, string>): number | null {
  const [, command = '[]'] = /CMD (\[.+\])$/.exec(named(finalStage, 'HEALTHCHECK')[0] ?? '') ?? []
  const [, ...args] = JSON.parse(command) as string[]
  return spawnSync(process.execPath, args, { env: { PATH: process.env['PATH'], ...env }, timeout: 10_000 }).status
}

interface ComposeService {
  readonly environment: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly networks: readonly string[]
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: object
  readonly [key: string]: unknown
}
interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>
  readonly volumes: Readonly<Record<string, object>>
}

/** Keys of the Compose Specification that are used here; a misspelt one is not among them. */
const serviceKeys = new Set(
  'build image restart read_only tmpfs cap_drop security_opt stop_grace_period mem_limit pids_limit networks depends_on environment volumes healthcheck ports profiles'.split(
    ' '
  )
)
const unknownKeys = ({ services }: Compose): string[] =>
  Object.entries(services).flatMap(([name, service]) =>
    Object.keys(service).flatMap(key => (serviceKeys.has(key) ? [] : [`${name}.${key}`]))
  )

const compose = parse(read('compose.yaml'), { merge: true }) as Compose
const ours = Object.entries(compose.services).filter(([, { build: from }]) => from === '.')
const open = { AUTH_OPEN_I_UNDERSTAND: 'true' }
const withDefaults = (environment: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value.replace(/\$\{\w+:-([^}]*)\}/g, '$1')]))

describe('compose.yaml', () => {
  it('has known keys only, and a misspelt one is noticed', () => {
    expect(unknownKeys(compose)).toEqual([])
    const misspelt = { ...compose, services: { cds: { ...compose.services['cds-1'], read_olny: true } as unknown as ComposeService } }
    expect(unknownKeys(misspelt)).toEqual(['cds.read_olny'])
  })

  it('names networks, volumes and services that are there', () => {
    for (const [name, { networks, volumes = [], depends_on = {} }] of Object.entries(compose.services)) {
      for (const network of networks) expect(Object.keys(compose.networks), name).toContain(network)
      for (const volume of volumes) expect(Object.keys(compose.volumes), name).toContain(volume.split(':')[0])
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect(condition).toBe('service_healthy')
        expect(compose.services[other]?.healthcheck, other).toBeDefined()
      }
    }
  })

  it.each(ours)('%s runs without rights, on loopback, and its environment is one the service accepts', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:3000$/)
    const environment = withDefaults(service.environment)
    for (const name of Object.keys(environment)) expect(Object.keys(variables)).toContain(name)
    expect(readConfig({ ...imageEnv, ...environment })).toMatchObject({ auth: 'open', host: '0.0.0.0', port: 3000, dataDir: '/data' })
  })

  it('two replicas share one database that nothing else reaches; a third service needs none', () => {
    const urlOf = ({ environment }: ComposeService) => withDefaults(environment)['DATABASE_URL']
    const urls = ours.map(([, service]) => urlOf(service))
    expect(urls.filter(url => url !== undefined)).toHaveLength(2)
    expect(new Set(urls).size).toBe(2)
    const { postgres } = compose.services
    expect(postgres).not.toHaveProperty('ports')
    expect(postgres?.networks.every(network => compose.networks[network]?.internal === true)).toBe(true)
    const { username, password, hostname, pathname } = new URL(urls.find(url => url !== undefined) ?? '')
    const given = withDefaults(postgres?.environment ?? {})
    expect({ POSTGRES_USER: username, POSTGRES_PASSWORD: password, POSTGRES_DB: pathname.slice(1) }).toEqual(given)
    expect(hostname).toBe('postgres')
    const single = compose.services['single']
    expect(single?.volumes?.map(volume => volume.split(':')[1])).toEqual(named(finalStage, 'VOLUME'))
  })
})
