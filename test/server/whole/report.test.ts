/** What became of the cards: the report over HTTP and the one of the command line, of one database, after a history that is known. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import type { Card } from '../../../src/cds-hooks/response.js'
import type { Group, Report } from '../../../src/server/report/tally.js'
import { startService } from '../../built-service.js'
import { until } from '../../until.js'
import { canRun, durableKinds, emptyPlace, environmentOf, removeFolders } from '../store/homes.js'
import { ago, client, dataFolder, FEEDBACK, metric, send, today, visit } from './clients.js'

const ADMIN_TOKEN = 'planted-operator-token-0123456789'
const CLI = resolve(import.meta.dirname, '../../../dist/src/cli.js')
const RULE = 'osteoporosis-pharmacotherapy'
const SILENT = 'pt-referral'
const OFF = 'analgesia-plan'
const period = { from: ago(2), to: ago(-1) }

type Feedback = Readonly<Record<string, unknown>>
const cardOf = (cards: readonly Card[], rule = RULE): Card => {
  const card = cards.find(({ source }) => source.topic?.code === rule)
  if (card === undefined) throw new Error(`no card of ${rule}`)
  return card
}
const at = new Date().toISOString()
const accepted = ({ uuid, suggestions }: Card): Feedback => ({
  card: uuid,
  outcome: 'accepted',
  acceptedSuggestions: [{ id: suggestions?.[0]?.uuid ?? 'none' }],
  outcomeTimestamp: at
})
const overridden = ({ uuid, overrideReasons }: Card, index?: number): Feedback => {
  const { code, system } = overrideReasons?.[index ?? -1] ?? {}
  return {
    card: uuid,
    outcome: 'overridden',
    outcomeTimestamp: at,
    ...(code === undefined ? {} : { overrideReason: { reason: { code, system } } })
  }
}

function siteFile(): string {
  const path = join(dataFolder(), 'site.yaml')
  writeFileSync(path, `rules:\n  ${SILENT}: silent\n  ${OFF}: off\n`)
  return path
}

afterAll(removeFolders)

describe.each(durableKinds)('%s', kind => {
  test.runIf(canRun(kind))('says the same over HTTP and in the terminal', { timeout: 90_000 }, async () => {
    const as = await client()
    const env = { ...as.env, ...environmentOf(await emptyPlace(kind)), ADMIN_TOKEN, SITE_CONFIG: siteFile() }
    const service = await startService(env)
    const seen = (tenant: string) => visit(service, { as, tenant })
    const say = async (tenant: string, ...feedback: readonly Feedback[]): Promise<void> =>
      expect((await send(service, FEEDBACK, { body: { feedback }, bearer: await as.token(FEEDBACK, tenant) })).status).toBe(200)

    const north = [await seen('north'), await seen('north'), await seen('north'), await seen('north')] as const
    const south = [await seen('south'), await seen('south')] as const
    await say('north', accepted(cardOf(north[0].cards)), overridden(cardOf(north[1].cards), 0))
    await say('north', overridden(cardOf(north[2].cards), 0), overridden(cardOf(north[0].cards), 1))
    await say('south', overridden(cardOf(south[0].cards)))
    const reason = cardOf(north[1].cards).overrideReasons?.[0]?.code ?? ''
    await until(async () => (await metric(service, 'cds_issued_queue_depth')) === 0)

    const { text } = await send(service, `/admin/report?from=${period.from}&to=${period.to}`, { bearer: ADMIN_TOKEN })
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [CLI, 'feedback', 'report', '--json', '--from', period.from, '--to', period.to],
      { env: { PATH: process.env['PATH'], ...env } }
    )
    const report = JSON.parse(text) as Report
    expect(JSON.parse(stdout)).toEqual(report)

    const groupsOf = (rule: string, tenant: string): readonly Group[] =>
      report.groups.filter(({ group }) => group.rule === rule && group.tenant === tenant)
    const totalOf = (tenant: string, name: 'shown' | 'silent', rule = RULE): number =>
      groupsOf(rule, tenant).reduce((sum, group) => sum + group[name], 0)
    expect(groupsOf(RULE, 'north')).toMatchObject([
      { shown: 4, accepted: 1, overridden: 2, overriddenBy: { [reason]: 2 }, ignored: 1, silent: 0 }
    ])
    expect(groupsOf(RULE, 'south')).toMatchObject([{ shown: 2, accepted: 0, overridden: 1, overriddenBy: { none: 1 }, ignored: 1 }])
    expect([totalOf('north', 'silent', SILENT), totalOf('south', 'silent', SILENT)]).toEqual([4, 2])
    expect([totalOf('north', 'shown', SILENT), totalOf('south', 'shown', SILENT)]).toEqual([0, 0])
    expect(report.groups.filter(({ group }) => group.rule === OFF)).toEqual([])
    const shown = [...north, ...south].reduce((sum, { cards }) => sum + cards.length, 0)
    expect(report.totals).toMatchObject({ shown, accepted: 1, overridden: 3, ignored: shown - 4, silent: 6 })
    expect(today() <= period.to).toBe(true)
    await service.end()
  })
})
