// Builds dist/ when it is not what the sources make: compiles with the local TypeScript, copies the value sets.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))

const VALUE_SETS = 'src/terminology/value-sets'
const STAMP = 'dist/.stamp'
const BUILD_INFO = 'dist/.tsbuildinfo'
const LOCK = 'dist/.lock'
const LOCK_AGE_MS = 300_000
const PAUSE_MS = 50

const filesUnder = folder =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
        .sort()
    : []

const isSource = file => file.endsWith('.ts') && !file.endsWith('.d.ts')
const inputs = [...filesUnder('src'), ...filesUnder('hooks')].filter(file => isSource(file) || file.startsWith(`${VALUE_SETS}/`))
const outputOf = file => `dist/${file.replace(/\.ts$/, '.js')}`
const outputs = new Set(inputs.map(outputOf))

/** Where only dist/ was shipped there is nothing to build. */
if (inputs.length === 0 && existsSync('dist/src/main.js')) process.exit(0)

const hash = createHash('sha256')
for (const file of [...inputs, 'tsconfig.json', 'scripts/tsconfig.build.json', 'package.json', 'scripts/build.mjs']) {
  const content = readFileSync(file)
  hash.update(`${file}\0${String(content.length)}\0`).update(content)
}
const stamp = hash.digest('hex')
const isComplete = () => [...outputs].every(file => existsSync(file))
const isFresh = () => isComplete() && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp
if (isFresh()) process.exit(0)

/** A build that was killed leaves its lock behind. */
function isHeld() {
  try {
    process.kill(Number(readFileSync(LOCK, 'utf8')) || process.pid, 0)
    return Date.now() - statSync(LOCK).mtimeMs < LOCK_AGE_MS
  } catch (error) {
    return error.code !== 'ESRCH' && error.code !== 'ENOENT'
  }
}

/** One build at a time: a second one waits, and then mostly finds nothing to do. */
function takeLock() {
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
      process.on('exit', () => rmSync(LOCK, { force: true }))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!isHeld()) rmSync(LOCK, { force: true })
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
  }
}

const started = performance.now()
mkdirSync('dist', { recursive: true })
takeLock()
if (isFresh()) process.exit(0)
rmSync(STAMP, { force: true })
// The compiler writes only what changed since its own record; without every output that record is wrong.
if (!isComplete()) rmSync(BUILD_INFO, { force: true })
const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js')
const { status, error } = spawnSync(process.execPath, [compiler, '-p', 'scripts/tsconfig.build.json'], { stdio: 'inherit' })
if (error !== undefined) throw error
if (status !== 0) {
  console.error('The build failed.')
  process.exit(status ?? 1)
}
rmSync(`dist/${VALUE_SETS}`, { recursive: true, force: true })
cpSync(VALUE_SETS, `dist/${VALUE_SETS}`, { recursive: true })
for (const file of [...filesUnder('dist/src'), ...filesUnder('dist/hooks')]) if (!outputs.has(file)) rmSync(file)
writeFileSync(STAMP, stamp)
console.error(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
