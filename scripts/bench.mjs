// CPU per call of the built service, measured from outside by the process's own CPU time; figures of one run, to be read as ratios.
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { Agent, request } from 'undici'

const CALLS = Number(process.env.BENCH_CALLS ?? 3000)
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
  await run(Math.ceil(CALLS / 3))
  const before = cpuMs()
  await run(CALLS)
  const perCall = (cpuMs() - before) / CALLS
  console.log(`${perCall.toFixed(3)} ms CPU per call  ${name}`)
  return perCall
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
