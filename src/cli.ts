/** Commands around the service: a demo FHIR server, one answer in the terminal, the catalogue, the fixtures. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from './server/config.js'
import { readDeployment } from './server/site-file.js'
import { packageRoot } from './server/package-root.js'
import type { Site } from './site.js'

const USAGE = `Usage: node dist/src/cli.js <command>

  demo-fhir [--port 8081]         a read-only FHIR server with invented patients, on this machine only
  respond <request.json> [--json] the cards for a CDS Hooks request, as text or as the JSON a client gets
  catalogue [--write]             the catalogue of recommendations; --write puts it into src/rules/README.md
  vignettes [--rule <id>]         runs fixtures/vignettes through HTTP; --rule keeps those that speak of one rule
  auth check <jwt> [--url <endpoint>]   why a client token is, or is not, accepted here; with - it is read from the
                                  standard input, and so stays out of the history of the shell
  feedback report [--from] [--to] [--csv | --json]   what became of the cards, from the database of this deployment
  fixtures [--write]              compares fixtures/<hook>/*.response.json with what the service answers; --write renews them
`

/** What the caller did wrong, in one sentence. */
class UsageError extends Error {}

const CATALOGUE = join(packageRoot, 'src', 'rules', 'README.md')
const out = (words: string): void => void process.stdout.write(`${words}\n`)

function readJson(file: string): unknown {
  let written: string
  try {
    written = readFileSync(file, 'utf8')
  } catch {
    throw new UsageError(`${file} could not be read.`)
  }
  try {
    return JSON.parse(written)
  } catch {
    throw new UsageError(`${file} is not valid JSON.`)
  }
}

async function demoFhirCommand(port: string): Promise<void> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new UsageError('--port must be a whole number from 0 to 65535.')
  const { readCharts } = await import('./server/demo/charts.js')
  const { demoFhir } = await import('./server/demo/fhir.js')
  const charts = readCharts(join(packageRoot, 'fixtures', 'patients'))
  const today = new Date().toISOString().slice(0, 10)
  const ids = charts(today)
    .filter(({ resourceType }) => resourceType === 'Patient')
    .map(({ id }) => String(id))
  const server = demoFhir(charts)
  server.on('error', error => {
    process.stderr.write(`--port ${port} cannot be listened on (${(error as NodeJS.ErrnoException).code ?? error.name}).\n`)
    process.exit(1)
  })
  server.listen(Number(port), '127.0.0.1', () => {
    const address = server.address()
    out(`FHIR server  http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : port)}/fhir`)
    out(`Patients     ${ids.join(', ')}`)
    out('Invented data, read only.')
  })
}

/** The service that answers a request body, by its hook. */
async function serviceFor(body: unknown, site: Site) {
  const { servicesFor } = await import('./services.js')
  const { member } = await import('./facts/fhir.js')
  const hook = member(body, 'hook')
  const services = servicesFor(site)
  const service = services.find(candidate => candidate.hook === hook)
  if (service === undefined)
    throw new UsageError(`The request's hook must be one of ${services.map(candidate => candidate.hook).join(', ')}.`)
  return service
}

async function respondCommand(file: string, asJson: boolean): Promise<void> {
  const { answerOffline } = await import('./server/offline.js')
  const { respond } = await import('./respond.js')
  const { cardsAsText } = await import('./server/terminal.js')
  const body = readJson(file)
  const { config, site } = readDeployment(process.env)
  const answered = await answerOffline(await serviceFor(body, site), body, config, respond)
  if (asJson) out(JSON.stringify(answered.body, null, 2))
  else if ('cards' in answered.body)
    out(cardsAsText(answered.body.cards, { width: Math.min(process.stdout.columns || 100, 110), colour: process.stdout.isTTY }))
  else for (const issue of answered.body.issue) process.stderr.write(`${String(answered.status)}: ${issue.details.text}\n`)
  if (answered.status !== 200) process.exitCode = 1
}

async function catalogueCommand(write: boolean): Promise<void> {
  const { catalogue } = await import('./rules/catalogue.js')
  const { allRules } = await import('./rules/index.js')
  const written = catalogue(allRules)
  if (!write) {
    out(written)
    return
  }
  mkdirSync(dirname(CATALOGUE), { recursive: true })
  writeFileSync(CATALOGUE, written.endsWith('\n') ? written : `${written}\n`)
  out(`${relative(process.cwd(), CATALOGUE)}: ${String(allRules.length)} recommendations`)
}

/** A table of all vignettes, or of those that speak of one rule; exit code 1 when one fails. */
async function vignettesCommand(rule: string | undefined): Promise<void> {
  const { runVignettes } = await import('./server/run-vignettes.js')
  const { loadVignettes, rulesOf } = await import('./vignettes/load.js')
  const { respond } = await import('./respond.js')
  const { servicesFor } = await import('./services.js')
  const wanted = loadVignettes(join(packageRoot, 'fixtures', 'vignettes')).flatMap(({ topic, vignettes }) =>
    vignettes.filter(vignette => rule === undefined || rulesOf(vignette).has(rule)).map(vignette => ({ topic, vignette }))
  )
  if (wanted.length === 0) throw new UsageError(`No vignette speaks of ${rule ?? 'anything'}.`)
  const outcomes = await runVignettes(
    wanted.map(({ vignette }) => vignette),
    servicesFor,
    respond
  )
  outcomes.forEach(({ vignette, faults }, index) => {
    const topic = wanted[index]?.topic
    if (topic !== wanted[index - 1]?.topic) out(`\n${topic ?? ''}`)
    out(`  ${faults.length === 0 ? 'ok   ' : 'WRONG'}  ${vignette.id.padEnd(24)} ${vignette.title}`)
    for (const fault of faults) out(`           ${' '.repeat(24)} ${fault}`)
  })
  const wrong = outcomes.filter(({ faults }) => faults.length > 0).length
  out(`\n${String(outcomes.length)} vignettes, ${String(wrong)} wrong`)
  if (wrong > 0) process.exitCode = 1
}

/** Every `fixtures/<hook>/*.request.json` with what the service answers to it. */
async function fixtureAnswers(): Promise<{ file: string; written: string }[]> {
  const { answerOffline } = await import('./server/offline.js')
  const { respond } = await import('./respond.js')
  const { services } = await import('./services.js')
  const config = readConfig({})
  const answers: { file: string; written: string }[] = []
  for (const service of services) {
    const folder = join(packageRoot, 'fixtures', service.hook)
    for (const name of readdirSync(folder).sort()) {
      if (!name.endsWith('.request.json')) continue
      const { body, failures } = await answerOffline(service, readJson(join(folder, name)), config, respond)
      for (const { rule, error } of failures)
        process.stderr.write(`${name}: rule ${rule} threw ${error instanceof Error ? error.name : 'something'}\n`)
      answers.push({ file: join(folder, name.replace('.request.json', '.response.json')), written: `${JSON.stringify(body, null, 2)}\n` })
    }
  }
  return answers
}

const contentOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

async function fixturesCommand(write: boolean): Promise<void> {
  const answers = await fixtureAnswers()
  const stale = answers.filter(({ file, written }) => contentOf(file) !== written)
  for (const { file, written } of stale) {
    if (write) writeFileSync(file, written)
    out(`${write ? 'written' : 'differs'}  ${relative(process.cwd(), file)}`)
  }
  out(`${String(answers.length)} fixtures, ${String(stale.length)} ${write ? 'renewed' : 'that differ'}`)
  if (!write && stale.length > 0) process.exitCode = 1
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '8081' },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        rule: { type: 'string' },
        url: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        csv: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false }
      }
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments could not be read.')
  }
}

async function run(): Promise<void> {
  const { values, positionals } = parsed()
  const [command, file, argument] = positionals
  if (values.help) out(USAGE)
  else if (command === 'demo-fhir') await demoFhirCommand(values.port)
  else if (command === 'respond' && file !== undefined) return respondCommand(file, values.json)
  else if (command === 'catalogue') await catalogueCommand(values.write)
  else if (command === 'vignettes') await vignettesCommand(values.rule)
  else if (command === 'auth' && file === 'check' && argument !== undefined) {
    const { authCheckCommand } = await import('./cli/auth-check.js')
    await authCheckCommand(argument, values.url)
  } else if (command === 'feedback' && file === 'report') {
    const { feedbackReportCommand } = await import('./cli/feedback-report.js')
    await feedbackReportCommand(values)
  } else if (command === 'fixtures') await fixturesCommand(values.write)
  else throw new UsageError(USAGE)
}

try {
  await run()
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
