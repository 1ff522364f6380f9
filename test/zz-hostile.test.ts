import { it } from 'vitest'
import { readFileSync } from 'node:fs'
import { listeningApp } from './listening-app.js'
it('deep', { timeout: 100_000 }, async () => {
  const app = await listeningApp({ BODY_LIMIT_MB: '20' })
  const port = (app.server.address() as any).port
  for (const [hook, file] of [['order-sign', 'fixtures/order-sign/weekly-tablet-daily'], ['order-select', 'fixtures/order-select/bed-rest-24-hours'], ['order-sign','fixtures/order-sign/bed-rest-and-alendronate'], ['patient-view', 'fixtures/patient-view/acute-l1-fracture']] as const)
    for (const depth of [100, 2000, 10_000, 100_000, 1_000_000]) for (const kind of ['a', 'o'])  {
      const deep = kind === 'a' ? '['.repeat(depth) + ']'.repeat(depth) : '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)
      const body = readFileSync(file + '.request.json', 'utf8').replace(/"resourceType": ?"(MedicationRequest|ServiceRequest|Condition|Observation)",/g, (m: string) => m + `"deep":@@,`).replace('@@', deep).replaceAll('@@', '1')
      const r = await fetch(`http://127.0.0.1:${port}/cds-services/vertebral-fracture-${hook}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      const t = await r.text()
      console.log(file, depth, kind, r.status, t.slice(0, 60), /deep/.test(t))
    }
  await app.close()
})
