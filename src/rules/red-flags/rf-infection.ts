import { unreadText } from '../fracture-text.js'
import { augmentationOf } from '../orders/service-kinds.js'
import { applies, dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { own } from '../text.js'
import { infectionSigns, signFacts } from './infection-signs.js'
import { drugsAndMovement, fractureLine, isMovement, liveFractures, someCoded } from './watched.js'

/**
 * A current or suspected vertebral fracture beside a sign of infection is examined for spinal infection: cultures, CRP and ESR, MRI with contrast.
 * One of these is enough (look-backs by default): fever from 38.0 °C within 14 days, spinal infection on record or suspected, infection of other bone, blood or heart valve, injected drugs
 * within 12 months, tuberculosis, a spinal procedure within 3 months that came before the fracture, lowered immune defence on the problem list.
 * Raised CRP, ESR or white cells (by the laboratory's own range or verdict, else by a general limit; 14 days) may come from the fracture: they count with back pain
 * on the problem list, with lowered defence (also medicines for it, dialysis, a glucocorticoid), after any spinal procedure, or when white cells are raised beside
 * CRP or ESR. Medicines that lower defence, and dialysis, are no sign alone; a pain score does not say where. Beside a healed fracture only a recorded spinal infection counts.
 * Does not cover dialysis lines as such (dialysis stands for them), culture results and imaging reports.
 */
export const rfInfection = defineRule({
  id: 'rf-infection',
  title: 'Possible spinal infection',
  kind: 'red-flag',
  topic: 'red-flag',
  about: 'signs of spinal infection',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'ACR-VCF-2018',
  evidence: ['ACR-VCF-2018'],
  signOff: [
    'cultures before antibiotics and MRI with contrast rest on general knowledge; a guideline on spinal infection is not in the evidence list',
    'fever and laboratory values for 14 days, injected drugs 12 months, procedures 3 months are design choices (defaults; a site may only lengthen them)',
    'raised CRP, ESR or white cells alone, and medicines that lower defence or dialysis alone, do not fire: a design choice',
    'CRP above 10 mg/L, ESR above 30 mm/h and white cells above 11 stand in where the laboratory sends neither range nor verdict: general knowledge',
    'infections, injected drugs and lowered defence known by words only make a warning',
    'a procedure on or after the day of the fracture counts only with raised inflammation: a design choice'
  ],
  needs: ['fractures', 'sepsis', 'neuroDeficit', 'caudaEquina', 'unread', ...signFacts],

  evaluate(facts) {
    const { fractures, spinalInfection, temperature, crp } = facts
    if (fractures === undefined) return dataRequired('fractures')
    const live = liveFractures(fractures)
    const fracture = live[0] ?? fractures[0]
    if (fracture === undefined) return notApplicable('no vertebral fracture')
    const signs = infectionSigns(facts, live)
    const [first] = signs
    if (first === undefined) {
      if (spinalInfection === undefined) return dataRequired('spinalInfection')
      if (live.length > 0 && temperature === undefined) return dataRequired('temperature')
      if (live.length > 0 && crp === undefined) return dataRequired('crp')
      return notApplicable(live.length > 0 ? 'no sign of infection found' : 'no spinal infection on record beside a healed fracture')
    }

    const hasDeficit = someCoded([...(facts.neuroDeficit ?? []), ...(facts.caudaEquina ?? [])])
    const isDefenceOnly = signs.every(sign => sign.isDefence)
    const isCritical = live.length > 0 && someCoded(live) && someCoded(signs) && (hasDeficit || someCoded(facts.sepsis ?? []))
    return applies({
      indicator: isCritical ? 'critical' : 'warning',
      summary: `${first.short}, with vertebral fracture: consider osteomyelitis, discitis or epidural abscess.`,
      why: [...signs.map(({ why }) => why), fractureLine(fracture)],
      guidance: [
        own(
          isDefenceOnly
            ? 'Expert practice (consensus): lowered defence is a reason to look, and may hide fever and pain. Examine, take CRP and ESR; cultures and MRI if they or the course suggest infection.'
            : 'Expert practice (consensus): consider blood cultures before the first antibiotic, CRP and ESR, and MRI of the spine with contrast.'
        ),
        own(
          'CRP and ESR may rise from the fracture itself; read them with everything else. Infection stands against vertebral augmentation.'
        ),
        ...(hasDeficit ? [own('A neurological deficit is on record too: imaging and a spine opinion are urgent.')] : [])
      ],
      notChecked: [
        own('Culture results and imaging reports are not read from the chart'),
        unreadText(facts.unread, ['conditions', 'labs', 'measurements', 'procedures'])
      ].filter(line => line !== undefined),
      ifYouDisagree: own(
        'Name another source of the finding below. Advice on moving, bracing and medicines stays withheld while the finding stands.'
      ),
      proposals: [...(isDefenceOnly ? firstLook : workUp), ...(hasDeficit ? [spineSurgery] : [])],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'cleared-by-specialist', 'labs-done-elsewhere'],
      silences: {
        cards: 'all-guidance',
        orders: drugsAndMovement,
        reason: 'a possible spinal infection is not cleared',
        arguesAgainst: draft => augmentationOf(draft) !== undefined || isMovement(draft)
      }
    })
  }
})

/** Without fever, marker or known infection: laboratory first. */
const firstLook: readonly Proposal[] = [
  { kind: 'order', key: 'crp', order: 'crp' },
  { kind: 'order', key: 'esr', order: 'esr' },
  { kind: 'order', key: 'blood-count', order: 'blood-count' },
  { kind: 'order', key: 'mri', order: 'spine-mri-contrast' }
]
const workUp: readonly Proposal[] = [
  { kind: 'order', key: 'blood-cultures', order: 'blood-cultures', recommended: true, note: 'Before the first antibiotic dose.' },
  { kind: 'order', key: 'crp', order: 'crp' },
  { kind: 'order', key: 'esr', order: 'esr' },
  { kind: 'order', key: 'blood-count', order: 'blood-count' },
  { kind: 'order', key: 'mri', order: 'spine-mri-contrast' }
]
const spineSurgery: Proposal = {
  kind: 'order',
  key: 'spine-surgery',
  order: 'spine-surgery-referral',
  note: 'Urgent: possible spinal infection with neurological deficit.'
}
