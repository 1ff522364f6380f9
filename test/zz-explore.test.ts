import { it } from 'vitest'
import { orderChecks as oc } from '../src/rules/index.js'
import { smallCases, asHook, cardsFor, clone, listKeys, codeOf, type Body } from './properties-charts.js'
import { inflict, type Damage } from './properties-damage.js'
const checks = new Set(oc.map(r => r.id))
const hows = ['no unit','unknown unit','local unit code','no date','bad date','year only','value as text','no medicine code','no status','no end','no birth date','no sex'] as const
it('explore', { timeout: 600_000 }, async () => {
  const found = new Map<string, string[]>()
  let runs = 0
  for (const c of smallCases) {
    const whole = asHook(c.body, 'patient-view')
    const cache = new Map<string, string[]>()
    const n = 1 + listKeys.reduce((s, k) => s + (((whole.prefetch[k] as any)?.entry?.length) ?? 0), 0)
    const damages: Damage[] = [{ keys: [], corrupt: [] }]
    for (let at = 0; at < n; at++) for (const how of hows) damages.push({ keys: [], corrupt: [{ at, how }] })
    for (const key of listKeys) for (const how of ['failed', 'absent', 'truncated-next'] as const) for (const seed of how === 'truncated-next' ? [0, 1, 2, 4, 8, 16, 32, 64, 0xffff, 0x5555, 0xaaaa] : [0]) damages.push({ keys: [{ key, how, seed }], corrupt: [] })
    for (const d of damages) {
      const h = clone(whole); inflict(h, d); runs++
      const cards = await cardsFor(h, c.jurisdiction)
      for (const card of cards ?? []) for (const s of card.suggestions ?? []) for (const a of s.actions) {
        if (!('resource' in a) || a.resource.resourceType !== 'MedicationRequest') continue
        const k = JSON.stringify([a.resource['medicationCodeableConcept'], a.resource['dosageInstruction']])
        let obj = cache.get(k)
        if (!obj) { obj = ((await cardsFor(asHook(whole, 'order-sign', [{ ...a.resource, id: 'o' }]), c.jurisdiction)) ?? []).filter(x => x.indicator !== 'info' && checks.has(codeOf(x))).map(x => codeOf(x) + ': ' + x.summary); cache.set(k, obj) }
        for (const o of obj) {
          const key = `${codeOf(card)} -> ${(a.resource['medicationCodeableConcept'] as any).text} | ${o.replace(/\d+/g,'#')}`
          const l = found.get(key) ?? []; found.set(key, l)
          const first = d.corrupt[0]; const dd = first ? (() => { const rs = [whole.prefetch['patient'], ...listKeys.flatMap(k => ((whole.prefetch[k] as any)?.entry ?? []).map((e: any) => e.resource))] as any[]; const r = rs[first.at % rs.length]; return `${first.how} ${r?.resourceType}/${r?.id}` })() : JSON.stringify(d.keys[0] ?? 'none')
          l.push(`${c.name}: ${dd}`)
        }
      }
    }
  }
  console.log('runs', runs)
  for (const [k, l] of found) console.log(`${l.length}x ${k}\n     ${l.slice(0, 5).join('\n     ')}`)
})
