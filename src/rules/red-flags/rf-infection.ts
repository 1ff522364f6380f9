import type { IsoDate } from '../../facts/dates.js'
import type { Finding } from '../../facts/findings.js'
import type { Fracture } from '../../facts/fracture.js'
import { within, type FactName, type Facts } from '../../facts/index.js'
import type { Measured, Reading } from '../../facts/observations.js'
import { unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { foreign, list, md, own, readingText, round, type Markdown } from '../text.js'
import { drugsAndMovement, findingsText, fractureLine, isAugmentation, isMovement, isRaised, liveFractures, someCoded, surestFirst, whenText } from './watched.js'

/** °C, and the days for which fever and inflammation count: clinical reference section 4. The margin holds the conversion from °F only. */
const FEVER = 38 - 0.005
const LAB_DAYS = 14

const needs = [
  'fractures', 'spinalInfection', 'spinalInfectionSuspected', 'bloodstreamInfection', 'sepsis', 'injectionDrugUse', 'tuberculosis', 'spinalProcedure', 'temperature',
  'crp', 'esr', 'whiteCells', 'immunosuppression', 'immunosuppressantsTaken', 'glucocorticoidsTaken', 'dialysis', 'neuroDeficit', 'caudaEquina', 'asOf', 'unread'
] as const satisfies readonly FactName[]
type Known = Pick<Facts, (typeof needs)[number]>

/**
 * A current or suspected vertebral fracture beside a sign of infection is examined for spinal infection: cultures, CRP and ESR, MRI with contrast.
 * One of these is enough: fever from 38.0 °C within 14 days, spinal infection on record or suspected, infection of other bone, blood or heart valve, injected drugs
 * within 12 months, tuberculosis, a spinal procedure within 3 months that came before the fracture.
 * Raised CRP, ESR or white cells (by the laboratory's own range, 14 days) may come from the fracture: they count with lowered defence (immunosuppression,
 * its medicines, dialysis, a glucocorticoid), after any spinal procedure, or when white cells are raised beside CRP or ESR. Lowered defence alone is no sign.
 * Beside a healed fracture only a recorded spinal infection counts. Back pain is not asked for: the fracture itself explains it.
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
    'fever and laboratory values for 14 days, injected drugs 12 months, procedures 3 months are design choices',
    'raised CRP, ESR or white cells alone, and lowered defence alone, do not fire: a design choice',
    'a procedure on or after the day of the fracture counts only with raised inflammation: a design choice'
  ],
  needs,

  evaluate(facts) {
    const { fractures, spinalInfection, temperature, crp } = facts
    if (fractures === undefined) return dataRequired('fractures')
    const live = liveFractures(fractures)
    const fracture = live[0] ?? fractures[0]
    if (fracture === undefined) return notApplicable('no vertebral fracture')
    const signs = live.length > 0 ? [...coded(facts, live), ...fever(facts), ...inflammation(facts)] : spinal(facts)
    const [first] = signs
    if (first === undefined) {
      if (spinalInfection === undefined) return dataRequired('spinalInfection')
      if (live.length > 0 && temperature === undefined) return dataRequired('temperature')
      if (live.length > 0 && crp === undefined) return dataRequired('crp')
      return notApplicable(live.length > 0 ? 'no sign of infection found' : 'no spinal infection on record beside a healed fracture')
    }

    const hasDeficit = someCoded([...(facts.neuroDeficit ?? []), ...(facts.caudaEquina ?? [])])
    const isCritical = live.length > 0 && someCoded(live) && someCoded(signs) && (hasDeficit || someCoded(facts.sepsis ?? []))
    return applies({
      indicator: isCritical ? 'critical' : 'warning',
      summary: `${first.short}, with vertebral fracture: consider osteomyelitis, discitis or epidural abscess.`,
      why: [...signs.map(({ why }) => why), fractureLine(fracture)],
      guidance: [
        own('Expert practice (consensus): consider blood cultures before the first antibiotic, CRP and ESR, and MRI of the spine with contrast.'),
        own('CRP and ESR may rise from the fracture itself; read them with everything else. Infection stands against vertebral augmentation.'),
        ...(hasDeficit ? [own('A neurological deficit is on record too: imaging and a spine opinion are urgent.')] : [])
      ],
      notChecked: [own('Culture results and imaging reports are not read from the chart'), unreadText(facts.unread, ['conditions', 'labs', 'measurements', 'procedures'])].filter(line => line !== undefined),
      ifYouDisagree: own('State the other source of the fever or marker; advice on moving, bracing and medicines returns once the flag is gone.'),
      proposals: [...workUp, ...(hasDeficit ? [spineSurgery] : [])],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'cleared-by-specialist', 'labs-done-elsewhere'],
      silences: { cards: 'all-guidance', orders: drugsAndMovement, reason: 'a possible spinal infection is not cleared', arguesAgainst: draft => isAugmentation(draft) || isMovement(draft) }
    })
  }
})

const workUp: readonly Proposal[] = [
  { kind: 'order', key: 'blood-cultures', order: 'blood-cultures', recommended: true, note: 'Before the first antibiotic dose.' },
  { kind: 'order', key: 'crp', order: 'crp' },
  { kind: 'order', key: 'esr', order: 'esr' },
  { kind: 'order', key: 'blood-count', order: 'blood-count' },
  { kind: 'order', key: 'mri', order: 'spine-mri-contrast' }
]
const spineSurgery: Proposal = { kind: 'order', key: 'spine-surgery', order: 'spine-surgery-referral', note: 'Urgent: possible spinal infection with neurological deficit.' }

interface Sign {
  /** Opens the summary: our own words with value or date. */
  readonly short: string
  readonly why: Markdown
  readonly byText: boolean
}

const signOf = (label: string, found: readonly Finding[] | undefined): readonly Sign[] => {
  const [first] = surestFirst(found ?? [])
  return first === undefined ? [] : [{ short: `${label} (${whenText(first)})`, why: findingsText(label, found ?? []), byText: first.byText }]
}

const spinal = ({ spinalInfection }: Known): readonly Sign[] => signOf('Spinal infection on record', spinalInfection?.filter(({ sets }) => sets.has('spinal-infection')))
const otherBone = ({ spinalInfection }: Known): readonly Sign[] => signOf('Bone infection on record', spinalInfection?.filter(({ sets }) => !sets.has('spinal-infection')))

function coded(facts: Known, live: readonly Fracture[]): readonly Sign[] {
  const beforeFracture = (facts.spinalProcedure ?? []).filter(({ onset: day }) => live.some(({ onset }) => day === undefined || onset === undefined || day.first < onset.first))
  return [
    ...spinal(facts),
    ...otherBone(facts),
    ...signOf('Bloodstream infection on record', facts.bloodstreamInfection),
    ...signOf('Spinal infection suspected', facts.spinalInfectionSuspected),
    ...signOf('Injected drug use on record', facts.injectionDrugUse),
    ...signOf('Granulomatous infection on record', facts.tuberculosis),
    ...signOf('Spinal procedure', beforeFracture)
  ]
}

/** The highest temperature of the last 14 days: a normal one today does not take back yesterday's fever. */
function fever({ temperature, asOf }: Known): readonly Sign[] {
  const readings = lately(temperature, asOf).filter(({ value }) => value >= FEVER)
  const [highest] = [...readings].sort((a, b) => b.value - a.value)
  return highest === undefined ? [] : [{ short: `Temperature ${round(highest.value)} °C on ${highest.date.text}`, why: readingText('Temperature', highest), byText: false }]
}

const lately = (measured: Measured | undefined, asOf: IsoDate | undefined): readonly Reading[] =>
  measured === undefined || asOf === undefined ? [] : measured.all.filter(reading => within(reading, LAB_DAYS, asOf))

function inflammation(facts: Known): readonly Sign[] {
  const raised = (measured: Measured | undefined): Reading | undefined => lately(measured, facts.asOf).find(isRaised)
  const [crp, esr, whiteCells] = [raised(facts.crp), raised(facts.esr), raised(facts.whiteCells)]
  const weakened = [...(facts.immunosuppression ?? []), ...(facts.dialysis ?? []), ...(facts.spinalProcedure ?? [])]
  const medicines = (facts.immunosuppressantsTaken ?? []).map(({ medicine }) => medicine.name)
  const steroids = (facts.glucocorticoidsTaken ?? []).map(({ medicine }) => medicine.name)
  const protein = crp ?? esr
  const mayBeInfection = weakened.length + medicines.length > 0 || (protein !== undefined && (steroids.length > 0 || whiteCells !== undefined))
  const marker = protein ?? whiteCells
  if (marker === undefined || !mayBeInfection) return []

  const name = marker === crp ? 'CRP' : marker === esr ? 'ESR' : 'White cells'
  const values = [crp && readingText('CRP', crp), esr && readingText('ESR', esr), whiteCells && readingText('white cells', whiteCells)].filter(value => value !== undefined)
  const names = [...weakened.map(finding => finding.name), ...medicines, ...steroids].slice(0, 3).map(known => md`${foreign(known)}`)
  const beside = names.length === 0 ? own('') : md`; beside ${list(names)}`
  return [{ short: `${name} ${round(marker.value)} ${marker.unit} on ${marker.date.text}`, why: md`Raised: ${list(values)}${beside}`, byText: false }]
}
