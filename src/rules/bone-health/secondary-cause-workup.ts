import type { FractureStory } from '../../facts/index.js'
import { windowText } from '../../facts/settings.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { heldOrders } from '../not-done.js'
import { applies, dataRequired, defineRule, notApplicable } from '../rule.js'
import { own, type Markdown } from '../text.js'
import { drugCauses, drugCauseText, labSigns, missingTests, workUpState, type LabSign } from './work-up.js'

/** Below these ages another cause is likelier than age itself (clinical reference B8). */
const YOUNG = 50
const YOUNG_MAN = 65

/**
 * Everyone with a fragility fracture should have secondary causes looked for by routine blood tests, and myeloma where laboratory signs ask for it.
 * Counts as done: blood count (or haemoglobin), calcium, creatinine (or eGFR), alkaline phosphatase, and TSH or parathyroid hormone, all within 365 days, whatever their values.
 * Does not cover what the results mean, globulin, panels ordered under local codes, heparin, nor testosterone, coeliac, urine calcium and cortisol tests beyond naming them.
 */
export const secondaryCauseWorkup = defineRule({
  id: 'secondary-cause-workup',
  title: 'Secondary causes of a fragility fracture',
  kind: 'guidance',
  topic: 'labs',
  about: 'tests for secondary causes',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'strong',
  source: 'NOGG',
  evidence: ['NOGG', 'AACE-2020', 'BHOF-2022'],
  signOff: [
    'the list of tests and of medicines rests on general knowledge',
    'what counts as a work-up (blood count, calcium, creatinine, alkaline phosphatase, TSH or parathyroid hormone) is a design choice',
    'signs that make it a warning: anaemia, high calcium, raised ESR; kidney impairment (eGFR or CrCl below 60) only asks for myeloma tests (design choice)',
    'anaemia below 12 g/dL (women) or 13 g/dL (men) and ESR above 30 mm/h stand in where the laboratory sends no range',
    'from 50, "unexplained" means presumed fragility without a T-score of −2.5 or below (design choice)'
  ],
  needs: [
    'patient',
    'confirmedFracture',
    'labDates',
    'workUpOrders',
    'hemoglobin',
    'esr',
    'calcium',
    'renal',
    'tScore',
    'glucocorticoidsTaken',
    'aromataseInhibitorsTaken',
    'androgenDeprivationTaken',
    'protonPumpInhibitorTaken',
    'enzymeInducersTaken',
    'thiazolidinedionesTaken',
    'levothyroxineTaken',
    'antidepressantsTaken',
    'cancer',
    'mgus',
    'drafts',
    'unread',
    'asOf',
    'settings'
  ],

  evaluate(facts) {
    const { patient, confirmedFracture: fracture } = facts
    if (fracture === undefined) return notApplicable('no confirmed vertebral fracture in scope')
    if (patient === undefined) return dataRequired('patient')
    const age = patient.age?.min
    if (age !== undefined && age < 18) return notApplicable('age below 18')
    if (isExplained(fracture)) return notApplicable(`the cause is ${fracture.etiology}`)
    if (facts.labDates === undefined) return dataRequired('labDates')
    const state = workUpState(facts)
    const window = windowText(facts.settings.workUpDays)
    if (state !== 'missing')
      return notApplicable(state === 'done' ? `a work-up was done within ${window}` : 'the missing tests are ordered')

    const signs = labSigns(facts)
    const isYoung = age !== undefined && (age < YOUNG || (patient.sex === 'male' && age < YOUNG_MAN))
    const unexplained =
      age !== undefined && age >= YOUNG && fracture.etiology === 'presumed-fragility' && (facts.tScore?.latest?.value ?? 0) > -2.5
    const asksMyeloma = unexplained || signs.length > 0
    const tests = missingTests(facts, asksMyeloma)
    const underQuestion = (facts.cancer ?? []).length > 0 || (facts.mgus ?? []).length > 0
    const unread = unreadText(facts.unread, ['labs', 'medicationRequests', 'medicationStatements', 'serviceRequests'])
    return applies({
      indicator: isYoung || signs.some(({ grave }) => grave) ? 'warning' : 'info',
      summary: summaryOf(fracture, age, isYoung, signs, window),
      why: [
        fractureText(fracture, !underQuestion),
        own(`Neither done in ${window} nor ordered: ${tests.map(({ name }) => name).join(', ')}`),
        ...signs.map(({ words }) => words),
        ...drugCauseText(drugCauses(facts))
      ],
      guidance: guidanceFor(patient.sex, asksMyeloma),
      notChecked: [
        ...heldOrders(facts.workUpOrders),
        ...(unread === undefined ? [] : [unread]),
        own('Panels under local codes, tests elsewhere, heparin and the duration of medicines are not seen')
      ],
      ifYouDisagree: own(`Enter results known from elsewhere: they count for ${window} from their date. Or give the reason below.`),
      proposals: tests.map(({ order }) => ({ kind: 'order', key: order, order })),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'labs-done-elsewhere', 'will-address-later']
    })
  }
})

const isExplained = ({ etiology }: FractureStory): boolean =>
  etiology === 'neoplastic' || etiology === 'infectious' || etiology === 'high-energy'

function summaryOf(fracture: FractureStory, age: number | undefined, isYoung: boolean, signs: readonly LabSign[], window: string): string {
  const [sign] = signs
  if (sign !== undefined) return `Vertebral fracture with ${sign.short}: look for a secondary cause, myeloma included.`
  const named = fracture.levels.length === 0 ? 'Vertebral fracture' : `${fracture.levels.join('/')} fracture`
  const when = fracture.onset === undefined ? '' : ` (${fracture.onset.text})`
  if (isYoung) return `${named}${when}, age ${String(age)}: look for a secondary cause at this age; no work-up in ${window}.`
  return `${named}${when}: no secondary-cause work-up in ${window}. Routine blood tests are recommended.`
}

function guidanceFor(sex: 'female' | 'male' | undefined, asksMyeloma: boolean): readonly Markdown[] {
  const byOrder = [
    ...(sex === 'female' ? [] : [sex === 'male' ? 'testosterone' : 'testosterone in men']),
    'tissue transglutaminase IgA',
    '24-hour urine calcium',
    'cortisol'
  ]
  return [
    own(
      'NOGG 2021/24 recommends routine blood tests for everyone with a fragility fracture (strong); AACE 2020 recommends a search for secondary causes (grade B). Choose from the tests offered.'
    ),
    asksMyeloma
      ? own(
          'Protein electrophoresis and free light chains are offered: the fracture is not explained yet, or a laboratory sign asks for them.'
        )
      : own('Add protein electrophoresis and free light chains with anaemia, high calcium, raised ESR or globulin, or kidney impairment.'),
    own(`Where history or examination points that way, order locally: ${byOrder.join(', ')}.`)
  ]
}
