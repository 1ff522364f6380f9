/** SITE_CONFIG in the running service: silent, off, and a catalogue of orders. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../../src/server/store/open.js'
import { startService } from '../../built-service.js'
import { dataFolder, metric, send, today, visit } from './clients.js'

const SILENT = 'pt-referral'
const OFF = 'secondary-cause-workup'
const SITE = `rules:
  ${SILENT}: silent
  ${OFF}: off
orders:
  alendronate: { system: https://hospital.example.org/orders, code: '4711', display: Alendronate 70 mg }
`

interface Discovered {
  readonly services: readonly { readonly hook: string; readonly usageRequirements?: string }[]
}

test(
  'a silent rule is counted and not shown, one that is off is neither, discovery names the orders without a code of the site',
  { timeout: 90_000 },
  async () => {
    const dataDir = dataFolder()
    const siteConfig = join(dataDir, 'site.yaml')
    writeFileSync(siteConfig, SITE)
    const [plain, service] = await Promise.all([startService(), startService({ DATA_DIR: dataDir, SITE_CONFIG: siteConfig })])
    const before = await visit(plain)
    expect(before.rules).toEqual(expect.arrayContaining([SILENT, OFF]))
    const after = await visit(service)
    expect(after.rules).toEqual(expect.not.arrayContaining([SILENT, OFF]))
    expect(after.rules).toContain('osteoporosis-pharmacotherapy')

    expect(await metric(service, `cds_silent_cards_total{rule="${SILENT}"}`)).toBe(1)
    for (const rule of [SILENT, OFF])
      expect(
        await Promise.all(['info', 'warning'].map(indicator => metric(service, `cds_cards_total{rule="${rule}",indicator="${indicator}"}`)))
      ).toEqual([undefined, undefined])
    expect(await metric(service, `cds_silent_cards_total{rule="${OFF}"}`)).toBeUndefined()
    expect(await metric(plain, `cds_silent_cards_total{rule="${SILENT}"}`)).toBeUndefined()

    const usage = async (of: typeof service): Promise<string> =>
      (JSON.parse((await send(of, '/cds-services')).text) as Discovered).services
        .map(({ usageRequirements = '' }) => usageRequirements)
        .join('\n')
    expect(await usage(service)).toMatch(/does not name them: calcium-carbonate, .*\./)
    expect(await usage(service)).not.toContain('alendronate')
    expect(await usage(plain)).not.toContain('does not name')

    expect(await Promise.all([plain.end(), service.end()])).toEqual([0, 0])
    const store = await openStore({ kind: 'file', dataDir })
    const rows = await store.report({ from: today(), to: today() })
    await store.close()
    expect(rows.filter(({ rule }) => rule === SILENT)).toMatchObject([{ shown: 0, silent: 1 }])
    expect(rows.filter(({ rule }) => rule === OFF)).toEqual([])
    expect(rows.filter(({ rule }) => rule === 'osteoporosis-pharmacotherapy')).toMatchObject([{ shown: 1, silent: 0 }])
  }
)
