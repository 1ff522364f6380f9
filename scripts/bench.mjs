// CPU per call of the built service, measured from outside by the process's own CPU time; figures of one run, to be read as ratios.
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { Agent, request } from 'undici'
import { respond } from '../dist/src/respond.js'
import { answerOffline } from '../dist/src/server/offline.js'
import { readDeployment } from '../dist/src/server/site-file.js'
import { servicesFor } from '../dist/src/services.js'

const CALLS = Number(process.env.BENCH_CALLS ?? 8000)
const TICK_MS = 10 // CLK_TCK is 100 on Linux
const port = 20000 + (process.pid % 20000)
const base = `http://127.0.0.1:${port}`
const agent = new Agent({ connections: 4, pipelining: 1 })

const started = process.hrtime.bigint()
const child = spawn(process.execPath, ['dist/src/main.js'], {
  env: { ...process.env, PORT: String(port), LOG_LEVEL: 'warn' },
  stdio: 'ignore'
})
const ready = async () => {
  for (;;) {
    try {
      const { statusCode, body } = await request(`${base}/health`, { dispatcher: agent })
      await body.dump()
      if (statusCode === 200) return
    } catch {
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
}

const cpuMs = () => {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

const post = async (path, body) => {
  const answer = await request(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    dispatcher: agent
  })
  await answer.body.dump()
  return answer.statusCode
}

async function measure(name, call) {
  const run = async calls => {
    let left = calls
    const worker = async () => {
      while (left-- > 0) await call()
    }
    await Promise.all([worker(), worker(), worker(), worker()])
  }
  await run(CALLS) // V8 goes on compiling for thousands of calls
  const before = cpuMs()
  await run(CALLS)
  const perCall = (cpuMs() - before) / CALLS
  console.log(`${perCall.toFixed(3)} ms CPU per call  ${name}`)
  return perCall
}

const CORE_WARM_UP = 6000
const CORE_ROUNDS = 2000

/** CPU of one step alone, in this process, once it is warm: the least of three looks. */
function alone(step) {
  for (let index = 0; index < CORE_WARM_UP; index++) step()
  const looks = [1, 2, 3].map(() => {
    const before = process.cpuUsage()
    for (let index = 0; index < CORE_ROUNDS; index++) step()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 / CORE_ROUNDS
  })
  return Math.min(...looks)
}

/** What of the whole call is reading the body, deciding and writing the answer; the rest is HTTP, gathering and records. */
async function shares(body, whole) {
  const parsed = JSON.parse(body)
  const { config, site } = readDeployment({})
  const service = servicesFor(site).find(({ hook }) => hook === parsed.hook)
  let decide
  const answered = await answerOffline(service, parsed, config, (...given) => {
    decide = () => respond(...given)
    return decide()
  })
  const steps = {
    'JSON.parse of the body': () => JSON.parse(body),
    'the pure core (chart to cards)': decide,
    'JSON.stringify of the answer': () => JSON.stringify(answered.body)
  }
  for (const [name, step] of Object.entries(steps)) {
    const cost = alone(step)
    console.log(`${cost.toFixed(3)} ms CPU alone     ${name}: ${((100 * cost) / whole).toFixed(0)} % of the call`)
  }
}

/** The same chart, grown to about 60 KB by repeating its background observations. */
function grown(body, bytes) {
  const copy = JSON.parse(body)
  const labs = copy.prefetch.labs
  for (let index = 0; JSON.stringify(copy).length < bytes; index++) {
    const [entry] = labs.entry.slice(-1)
    labs.entry.push({ ...entry, resource: { ...entry.resource, id: `grown-${index}`, effectiveDateTime: '2020-01-01' } })
  }
  labs.total = labs.entry.length
  return JSON.stringify(copy)
}

try {
  await ready()
  console.log(`${Number((process.hrtime.bigint() - started) / 1_000_000n)} ms from start of the process to the first answer`)
  const health = await measure('GET /health (what HTTP alone costs)', async () => {
    const { body } = await request(`${base}/health`, { dispatcher: agent })
    await body.dump()
  })
  const whole = JSON.stringify(JSON.parse(readFileSync('fixtures/patient-view/acute-l1-fracture.request.json', 'utf8')))
  const sixty = grown(whole, 60_000)
  const view = await measure(`patient-view, ${(sixty.length / 1000).toFixed(0)} KB chart with a fracture`, () =>
    post('/cds-services/vertebral-fracture-patient-view', sixty)
  )
  await shares(sixty, view)
  const none = JSON.stringify(JSON.parse(readFileSync('fixtures/patient-view/no-vertebral-fracture.request.json', 'utf8')))
  await measure(`patient-view, ${(none.length / 1000).toFixed(0)} KB chart without a fracture`, () =>
    post('/cds-services/vertebral-fracture-patient-view', none)
  )
  for (const hook of ['order-select', 'order-sign']) {
    const [file] = readdirSync(`fixtures/${hook}`).filter(name => !name.startsWith('sandbox') && name.endsWith('.request.json'))
    const body = JSON.stringify(JSON.parse(readFileSync(`fixtures/${hook}/${file}`, 'utf8')))
    await measure(`${hook}, ${(body.length / 1000).toFixed(0)} KB (${file})`, () => post(`/cds-services/vertebral-fracture-${hook}`, body))
  }
  console.log(`A patient-view costs ${(view / health).toFixed(1)} times a bare HTTP answer.`)
} finally {
  child.kill('SIGTERM')
  await agent.close()
}
