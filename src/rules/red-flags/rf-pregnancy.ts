import type { Draft } from '../../facts/drafts.js'
import type { PatientFact } from '../../facts/patient.js'
import { unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, drugOrders, notApplicable } from '../rule.js'
import { list, md, own, type Markdown } from '../text.js'
import { draftedIn, findingsText, fractureLine, isBoneDrug, isCalcitonin, isNsaid, someCoded, surestFirst, whenText } from './watched.js'

/**
 * A vertebral fracture in pregnancy, or within 12 months of birth, may be fragility of pregnancy and lactation: no bisphosphonate or calcitonin,
 * no NSAID from 20 weeks, obstetric and bone specialist advice.
 * Pregnancy is an active entry of the last 300 days or without a date, an observed status, gestational age or expected date of delivery, or a positive test of the
 * last 28 days; a pregnancy that is over, or was left open for longer, tells of a birth within 12 months. Critical beside a drafted drug that is contraindicated in a
 * coded pregnancy, a warning otherwise. Does not cover the week of pregnancy; an entry at 60 or above is taken for an error.
 */
export const rfPregnancy = defineRule({
  id: 'rf-pregnancy',
  title: 'Vertebral fracture in pregnancy or lactation',
  kind: 'red-flag',
  topic: 'red-flag',
  about: 'pregnancy and lactation',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'UKTIS-2022',
  evidence: ['UKTIS-2022', 'IOM-2011'],
  signOff: [
    'NSAID from 20 weeks and MRI before X-ray or CT are not taken from a source that was read',
    'entries of 300 days, tests of 28 days and an upper age of 60 are design choices; a pregnancy closed within 365 days, or left open for 301 to 665, counts as the year after birth',
    'a positive test alone counts as pregnancy; so does a delivery date up to two weeks past',
    'critical beside a drafted bisphosphonate, denosumab or raloxifene only'
  ],
  needs: ['fractures', 'patient', 'pregnancy', 'lactation', 'pregnancyTest', 'drafts', 'unread'],

  evaluate({ fractures, patient, pregnancy, lactation, pregnancyTest, drafts, unread }) {
    if (fractures === undefined) return dataRequired('fractures')
    const [fracture] = fractures
    if (fracture === undefined) return notApplicable('no vertebral fracture')
    if ((patient?.age?.min ?? 0) >= 60) return notApplicable('age 60 or above')
    const pregnancies = surestFirst(pregnancy ?? [])
    const births = surestFirst(lactation ?? [])
    const [entry] = [...pregnancies, ...births]
    const [test] = pregnancyTest ?? []
    if (entry === undefined && test === undefined) {
      if (pregnancy === undefined) return dataRequired('pregnancy')
      if (pregnancyTest === undefined && mayBePregnant(patient)) return dataRequired('pregnancyTest')
      return notApplicable('no pregnancy, birth within 12 months or positive test found')
    }

    const isPregnant = pregnancies.length > 0 || test !== undefined
    const basis = entry === undefined || (pregnancies.length === 0 && test !== undefined) ? `positive test ${test ?? ''}` : whenText(entry)
    const found: readonly (Markdown | undefined)[] = [
      pregnancies.length > 0 ? findingsText('Pregnancy', pregnancies) : undefined,
      births.length > 0 ? findingsText('Birth or lactation', births) : undefined,
      test === undefined ? undefined : md`Positive pregnancy test: ${list((pregnancyTest ?? []).slice(0, 2).map(own))}`
    ]
    const isContraindicated = someCoded(pregnancies) && (drafts ?? []).some(draft => draft.selected && isHarmful(draft))
    return applies({
      indicator: isContraindicated ? 'critical' : 'warning',
      summary: `Vertebral fracture in ${isPregnant ? 'pregnancy' : 'lactation or the year after birth'} (${basis}): no bisphosphonate or calcitonin; ask a specialist.`,
      why: [...found.filter(line => line !== undefined), fractureLine(fracture)],
      guidance: [
        own(
          'UKTIS 2022: bisphosphonates stay in bone for years and data in pregnancy are few. Consider obstetric and bone specialist advice before any bone drug.'
        ),
        own(
          'Fragility of pregnancy and lactation is possible. Avoid NSAIDs from 20 weeks; where imaging is needed, MRI is an option before X-ray or CT.'
        ),
        own('IOM 2011: calcium 1000 mg and vitamin D 600 IU a day in all, from food first, may go on (age 19 to 50).')
      ],
      notChecked: [own('The week of pregnancy is not read from the chart'), unreadText(unread, ['conditions', 'labs'])].filter(
        line => line !== undefined
      ),
      ifYouDisagree: own('Correct the entry if the pregnancy is over and lactation has ended.'),
      proposals: [
        { kind: 'order', key: 'obstetric', order: 'obstetric-referral' },
        { kind: 'order', key: 'bone-specialist', order: 'bone-specialist-referral' }
      ],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'benefit-outweighs-risk'],
      silences: {
        cards: [
          'osteoporosis-pharmacotherapy',
          'bisphosphonate-alternative',
          'calcitonin-acute-pain',
          'follow-up-imaging',
          'augmentation-consider'
        ],
        orders: [...drugOrders, 'spine-ct'],
        reason: 'pregnancy or lactation is on record',
        arguesAgainst: draft => isBoneDrug(draft) || isCalcitonin(draft) || isNsaid(draft)
      }
    })
  }
})

/** Bone drugs whose labels or reviews name pregnancy as a contraindication (clinical reference 3.2, 4). */
const isHarmful: (draft: Draft) => boolean = draftedIn('bisphosphonates', 'bisphosphonates-oral', 'bisphosphonates-iv', 'denosumab', 'serm')

/** An unread test matters only where a pregnancy is possible. */
const mayBePregnant = (patient: PatientFact | undefined): boolean =>
  patient !== undefined && patient.sex !== 'male' && patient.age !== undefined && patient.age.max >= 12 && patient.age.min <= 55
