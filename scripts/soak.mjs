// Holds the built service under mixed load on loopback and says whether its memory stays flat. Ends by itself.
//   SOAK_MINUTES  how long to measure, after a warm-up of a quarter of that (3)
//   SOAK_WORKERS  how many clients call at the same time (4)
// Flat means: the median of the last third is at most 10 % or 20 MB above that of the first third, for the heap in use after
// collections and for resident memory alike. Exit code 1 when it is not flat, when an answer is a 5xx, or when the process ended.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'

const minutes = Number(process.env.SOAK_MINUTES ?? 3)
const workers = Number(process.env.SOAK_WORKERS ?? 4)
if (!(minutes > 0 && minutes <= 600 && workers >= 1 && workers <= 64)) {
  console.error('SOAK_MINUTES must be above 0 and at most 600, SOAK_WORKERS from 1 to 64.')
  process.exit(1)
}
const MAX_CALLS = 5_000_000
const GROWTH = 1.1
const SLACK_MB = 20
const MB = 1024 * 1024

/** On SIGUSR2 the service collects garbage and says what is left. */
const sayHeap = `process.on('SIGUSR2',()=>{gc();process.stderr.write('heap '+process.memoryUsage().heapUsed+'\\n')})`

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

const dataDir = mkdtempSync(join(tmpdir(), 'soak-'))
const [port, fhirPort] = [await freePort(), await freePort()]
const base = `http://127.0.0.1:${port}`
const fhirBase = `http://127.0.0.1:${fhirPort}/fhir`
const agent = new Agent({ connections: workers, pipelining: 1 })

const fhir = spawn(process.execPath, ['dist/src/cli.js', 'demo-fhir', '--port', String(fhirPort)], { stdio: 'ignore' })
const service = spawn(
  process.execPath,
  ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(sayHeap)}`, 'dist/src/main.js'],
  {
    env: { PATH: process.env.PATH, PORT: String(port), LOG_LEVEL: 'warn', DATA_DIR: dataDir, FHIR_SERVERS: fhirBase },
    stdio: ['ignore', 'ignore', 'pipe']
  }
)
let ended
service.on('exit', (code, signal) => (ended = `the service ended (${signal ?? code})`))
let heapBytes
service.stderr.on('data', chunk => {
  const said = /heap (\d+)/.exec(String(chunk))
  if (said !== null) heapBytes = Number(said[1])
  else if (String(chunk).includes('Error')) console.error(String(chunk).trim())
})

const pause = ms => new Promise(resolve => setTimeout(resolve, ms))
async function awaitHealth() {
  for (let attempt = 0; attempt < 1200 && ended === undefined; attempt++) {
    try {
      const answers = await Promise.all([`${base}/health`, `${fhirBase}/metadata`].map(url => request(url, { dispatcher: agent })))
      for (const { body } of answers) await body.dump()
      if (answers.every(({ statusCode }) => statusCode === 200)) return
    } catch {
      await pause(25)
    }
  }
  throw new Error(ended ?? 'the service did not start')
}

const requestsOf = folder =>
  readdirSync(`fixtures/${folder}`)
    .filter(name => name.endsWith('.request.json'))
    .map(name => readFileSync(`fixtures/${folder}/${name}`, 'utf8'))
const bodies = Object.fromEntries(['patient-view', 'order-select', 'order-sign', 'feedback'].map(folder => [folder, requestsOf(folder)]))
const idOf = hook => `/cds-services/vertebral-fracture-${hook}`
const hookCall = hook => turn => ['POST', idOf(hook), bodies[hook][turn % bodies[hook].length]]

/** A new hookInstance each time, as in life: new card ids, new records. */
const renewed = ([method, path, body]) => [method, path, body.replace(/"hookInstance"\s*:\s*"[^"]*"/, `"hookInstance":"${randomUUID()}"`)]

/** Nothing prefetched: everything is read from the demo FHIR server. */
let patients = []
const readFromFhir = turn => {
  const context = { userId: 'Practitioner/p1', patientId: patients[turn % patients.length] }
  const body = { hook: 'patient-view', hookInstance: randomUUID(), fhirServer: fhirBase, context }
  return ['POST', idOf('patient-view'), JSON.stringify(body)]
}

const feedback = turn => {
  const body = bodies.feedback[turn % bodies.feedback.length]
  return ['POST', `${idOf('patient-view')}/feedback`, body.replace(/"card"\s*:\s*"[^"]*"/g, () => `"card":"${randomUUID()}"`)]
}

const bad = [
  ['POST', idOf('patient-view'), '{"hook":'],
  ['POST', idOf('order-sign'), '[]'],
  ['POST', idOf('order-sign'), '{"hook":"patient-view"}'],
  ['POST', '/cds-services/unknown', '{}'],
  ['GET', '/nowhere'],
  ['PUT', '/cds-services', '{}'],
  ['POST', `${idOf('patient-view')}/feedback`, '{"feedback":[{"card":1}]}']
]

const mix = [
  ...Array(6).fill(turn => renewed(hookCall('patient-view')(turn))),
  ...Array(3).fill(turn => renewed(hookCall('order-select')(turn))),
  ...Array(3).fill(turn => renewed(hookCall('order-sign')(turn))),
  ...Array(2).fill(feedback),
  readFromFhir,
  turn => bad[turn % bad.length],
  () => ['GET', '/cds-services'],
  () => ['GET', '/ready']
]

const count = { calls: 0, refused: 0, failed: 0, broken: 0 }
let latencies = []
async function call(turn) {
  const [method, path, body] = mix[turn % mix.length](Math.floor(turn / mix.length))
  const started = performance.now()
  try {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const { statusCode, body: answer } = await request(`${base}${path}`, { method, headers, body, dispatcher: agent })
    await answer.dump()
    if (statusCode >= 500) count.failed++
    else if (statusCode >= 400) count.refused++
  } catch {
    count.broken++
    if (count.broken > 100) ended ??= 'a hundred connections broke'
  }
  latencies.push(performance.now() - started)
  count.calls++
}

async function load(milliseconds, onSecond) {
  const until = performance.now() + milliseconds
  const isOver = () => performance.now() >= until || count.calls >= MAX_CALLS || ended !== undefined
  const worker = async () => {
    while (!isOver()) await call(turn++)
  }
  const sampler = async () => {
    while (!isOver()) {
      await pause(1000)
      await onSecond()
    }
  }
  await Promise.all([...Array.from({ length: workers }, worker), sampler()])
}
let turn = 0

const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0

/** Least squares: megabytes per thousand calls. */
function slope(samples, name) {
  const mean = key => samples.reduce((sum, sample) => sum + sample[key], 0) / samples.length
  const [x, y] = [mean('calls'), mean(name)]
  const over = samples.reduce((sum, sample) => sum + (sample.calls - x) * (sample[name] - y), 0)
  const under = samples.reduce((sum, sample) => sum + (sample.calls - x) ** 2, 0)
  return under === 0 ? 0 : (over / under) * 1000
}

function residentMb() {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))?.[1]
  return Number(kb) / 1024
}

async function sample(samples) {
  heapBytes = undefined
  service.kill('SIGUSR2')
  for (let wait = 0; heapBytes === undefined && wait < 200 && ended === undefined; wait++) await pause(10)
  if (heapBytes !== undefined) samples.push({ calls: count.calls, heap: heapBytes / MB, resident: residentMb() })
}

function verdictOf(samples, name, label) {
  const third = Math.max(1, Math.floor(samples.length / 3))
  const [first, last] = [samples.slice(0, third), samples.slice(-third)].map(part => median(part.map(each => each[name])))
  const isFlat = last <= Math.max(first * GROWTH, first + SLACK_MB)
  const row = [label, first.toFixed(1), last.toFixed(1), slope(samples, name).toFixed(3), isFlat ? 'flat' : 'GROWS']
  console.log(row.map((cell, index) => (index === 0 ? cell.padEnd(26) : cell.padStart(12))).join(''))
  return isFlat
}

try {
  await awaitHealth()
  const { body } = await request(`${fhirBase}/Patient`, { dispatcher: agent })
  patients = (await body.json()).entry.map(({ resource }) => resource.id)
  const [method, path, first] = readFromFhir(0)
  const read = await request(`${base}${path}`, { method, headers: { 'content-type': 'application/json' }, body: first, dispatcher: agent })
  await read.body.dump()
  if (read.statusCode !== 200) throw new Error(`a chart read from the demo FHIR server was answered ${read.statusCode}`)
  await load(minutes * 15_000, async () => undefined)
  Object.assign(count, { calls: 0, refused: 0, failed: 0, broken: 0 })
  latencies = []
  const samples = []
  const started = performance.now()
  await load(minutes * 60_000, () => sample(samples))
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${count.calls} calls in ${seconds.toFixed(0)} s (${(count.calls / seconds).toFixed(0)}/s, ${workers} clients), ` +
      `p50 ${quantile(latencies, 0.5).toFixed(1)} ms, p99 ${quantile(latencies, 0.99).toFixed(1)} ms; ` +
      `${count.refused} refused with 4xx as they should, ${count.failed} 5xx, ${count.broken} broken; ${samples.length} samples`
  )
  console.log(`${'MB'.padEnd(26)}${['first third', 'last third', 'per 1000', ''].map(cell => cell.padStart(12)).join('')}`)
  const isFlat = [verdictOf(samples, 'heap', 'heap after collection'), verdictOf(samples, 'resident', 'resident')].every(Boolean)
  if (ended !== undefined) console.error(ended)
  if (samples.length < 3) console.error('too few samples to judge; run it for longer')
  if (!isFlat || ended !== undefined || count.failed > 0 || count.broken > 0 || samples.length < 3) process.exitCode = 1
} finally {
  ended ??= 'over'
  await agent.close()
  for (const child of [service, fhir]) child.kill('SIGTERM')
  await Promise.all([service, fhir].map(child => (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined)))
  rmSync(dataDir, { recursive: true, force: true })
}
