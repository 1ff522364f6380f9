/** What may stand against a drafted systemic NSAID: the rows of the clinical reference 3.3. */
import { dayNumber } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import { beganWithin, datedText, type Finding } from '../../facts/findings.js'
import type { Facts } from '../../facts/index.js'
import { renalText } from '../bone-health/treatment.js'
import type { Proposal } from '../rule.js'
import { list, md, own, round, type Markdown } from '../text.js'
import { orderedDays, productName } from './doses.js'
import { kidneyOf, noKidneyValue } from './kidney.js'
import { alongside, ask, keyFor, named, remove, replace, type Objection } from './objections.js'
import { allergyRows, gestationOf, pregnancyRows } from './patient-rows.js'
import { isStop } from './stop-orders.js'

export const nsaidNeeds = [
  'drafts',
  'hook',
  'asOf',
  'patient',
  'renal',
  'ckdSevere',
  'renalBlockersTaken',
  'diureticsTaken',
  'heartFailure',
  'liverDisease',
  'gastrointestinalBleed',
  'anticoagulantsTaken',
  'antiplateletsTaken',
  'glucocorticoidsTaken',
  'antidepressantsTaken',
  'protonPumpInhibitorTaken',
  'bypassSurgery',
  'strokeOrInfarction',
  'nsaidAsthma',
  'allergies',
  'pregnancy',
  'pregnancyTest',
  'acetaminophenTaken',
  'labOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof nsaidNeeds)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

const BLEEDING_AGE = 75
const SHORT_DAYS = 10
const PERIOPERATIVE_DAYS = 30
const LATE_PREGNANCY_WEEKS = 20

const localForm = /\b(gel|cream|ointment|lotion|topical|patch|plaster|ophthalmic|eye drops?|otic)\b/i
/** Taken by mouth, rectum or injection. A nasal ketorolac spray acts on the whole body too. */
export const isSystemicNsaid = (draft: Draft): boolean =>
  draft.sets.has('nsaids') &&
  !draft.sets.has('nsaids-topical') &&
  !isStop(draft) &&
  !localForm.test(`${productName(draft)} ${draft.dosing.text}`)

/** Acetaminophen instead, unless it is there already or not tolerated; never an opioid (clinical reference 3.4). */
function instead(draft: Draft, all: readonly Draft[], { drafts, acetaminophenTaken, allergies }: Known): Proposal {
  const { names } = alongside(draft, drafts, [acetaminophenTaken], 'acetaminophen')
  const allergic = (allergies ?? []).some(({ sets }) => sets.has('acetaminophen'))
  return names.length > 0 || allergic ? remove(draft, all) : replace(draft, all, 'acetaminophen')
}

const kidneyRow: Row = (draft, all, facts) => {
  const { renal, ckdSevere, asOf } = facts
  const kidney = kidneyOf(renal, ckdSevere, asOf)
  const guidance = own('KDIGO: avoid NSAIDs below GFR 30 and prolonged use below 60.')
  if (kidney === undefined) {
    return [
      {
        draft,
        indicator: 'warning',
        summary: 'Cannot confirm kidney function: check creatinine before an NSAID.',
        why: noKidneyValue(renal),
        guidance,
        proposals: ask('creatinine')
      }
    ]
  }
  if (!kidney.below60) return []
  const why = renal?.crcl === undefined || kidney.text.startsWith('CrCl') ? own(kidney.text) : md`${own(kidney.text)}; ${renalText(renal)}`
  return [
    {
      draft,
      indicator: kidney.below30 ? 'critical' : 'warning',
      summary: kidney.below30
        ? `${kidney.text}: avoid NSAIDs in severe kidney impairment.`
        : `${kidney.text}: an NSAID may harm the kidney. Avoid it, or keep it very short.`,
      why,
      guidance,
      proposals: [instead(draft, all, facts)]
    }
  ]
}

const tripleRow: Row = (draft, all, facts) => {
  const blockers = alongside(draft, facts.drafts, [facts.renalBlockersTaken], 'ace-inhibitors-arbs')
  const diuretics = alongside(draft, facts.drafts, [facts.diureticsTaken], 'diuretics', 'loop-diuretics', 'thiazide-diuretics')
  if (blockers.names.length === 0 || diuretics.names.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'NSAID with an ACE inhibitor or ARB and a diuretic: risk of acute kidney injury. Avoid it.',
      why: md`Active or drafted: ${named([...blockers.names.slice(0, 2), ...diuretics.names.slice(0, 2)], 4)}`,
      guidance: own('The three together may cut kidney perfusion (US labels); if unavoidable, days only, with creatinine checked.'),
      proposals: [instead(draft, all, facts)],
      partners: [...blockers.drafted, ...diuretics.drafted]
    }
  ]
}

const organRow: Row = (draft, all, facts) => {
  const { heartFailure, liverDisease } = facts
  const of = (findings: readonly Finding[] | undefined, what: string, words: string): readonly Objection[] =>
    (findings ?? []).length === 0
      ? []
      : [
          {
            draft,
            indicator: 'warning',
            summary: `${what} on record: ${words}`,
            why: md`On record: ${named(
              (findings ?? []).map(({ name }) => name),
              2
            )}`,
            guidance: own(
              'US labels: NSAIDs retain fluid and may worsen heart failure; severe liver disease raises kidney and bleeding risk.'
            ),
            proposals: [instead(draft, all, facts)]
          }
        ]
  return [
    ...of(heartFailure, 'Heart failure', 'NSAIDs retain fluid. Avoid, or keep very short.'),
    ...of(liverDisease, 'Chronic liver disease', 'NSAIDs raise kidney and bleeding risk. Avoid.')
  ]
}

const bleedingRow: Row = (draft, all, facts) => {
  const { patient, gastrointestinalBleed, protonPumpInhibitorTaken, drafts } = facts
  const medicines = alongside(
    draft,
    drafts,
    [facts.anticoagulantsTaken, facts.antiplateletsTaken, facts.glucocorticoidsTaken, facts.antidepressantsTaken],
    'anticoagulants',
    'antiplatelets',
    'aspirin',
    'systemic-glucocorticoids',
    'ssri-snri'
  )
  const age = patient?.age?.min
  const isOld = age !== undefined && age >= BLEEDING_AGE
  const bleeds = (gastrointestinalBleed ?? []).map(({ name }) => name)
  const reasons: readonly Markdown[] = [
    ...(bleeds.length > 0 ? [md`on record ${named(bleeds, 2)}`] : []),
    ...(medicines.names.length > 0 ? [md`active or drafted ${named(medicines.names)}`] : []),
    ...(isOld ? [own(`age ${String(age)}`)] : [])
  ]
  if (reasons.length === 0) return []
  const protection = alongside(draft, drafts, [protonPumpInhibitorTaken], 'proton-pump-inhibitors').names
  const cause =
    bleeds.length > 0
      ? 'Ulcer or GI bleeding on record'
      : medicines.names.length > 0
        ? 'A medicine that adds bleeding risk is active or drafted'
        : `Age ${String(age)}`
  return [
    {
      draft,
      indicator: 'warning',
      summary:
        protection.length > 0
          ? `${cause}: an NSAID raises GI bleeding risk even when protected. Avoid it, or keep it short.`
          : `${cause}: an NSAID raises GI bleeding risk. Avoid it, or add a proton pump inhibitor.`,
      why: md`Bleeding risk: ${list(reasons, '; ')}${protection.length > 0 ? md`; protected by ${named(protection, 1)}` : own('; no proton pump inhibitor found')}`,
      guidance: own(
        'NOGG recommends avoiding NSAIDs in older people, else gastroprotection (strong). US labels carry a boxed warning on GI bleeding.'
      ),
      proposals: [instead(draft, all, facts)],
      partners: medicines.drafted
    }
  ]
}

const heartRow: Row = (draft, all, { bypassSurgery, strokeOrInfarction, asOf, settings }) => {
  if (asOf === undefined) return []
  const today = dayNumber(asOf)
  const found: Objection[] = []
  const guidance = own('US labels, boxed warning: more heart attacks and strokes; contraindicated around coronary bypass surgery.')
  const surgery = (bypassSurgery ?? []).find(({ onset }) => onset !== undefined && today - onset.last <= PERIOPERATIVE_DAYS)
  if (surgery?.onset !== undefined) {
    const isCertain = today - surgery.onset.first <= PERIOPERATIVE_DAYS && !surgery.byText
    found.push({
      draft,
      indicator: isCertain ? 'critical' : 'warning',
      summary: isCertain
        ? `Coronary bypass surgery ${surgery.onset.text}: NSAIDs are contraindicated per US label (boxed warning).`
        : `Cannot confirm when coronary bypass surgery was (${surgery.onset.text}): NSAIDs are contraindicated around it.`,
      why: md`On record: ${named([surgery.name])} (${own(datedText(surgery))})`,
      guidance,
      proposals: [remove(draft, all)]
    })
  }
  const event = (strokeOrInfarction ?? []).find(finding =>
    beganWithin(finding, settings.nsaidHeartDays, asOf, finding.active && finding.sets.has('stroke-mi-acute'))
  )
  if (event !== undefined) {
    found.push({
      draft,
      indicator: 'warning',
      summary:
        event.onset === undefined
          ? 'Heart attack or stroke on record, not dated: avoid NSAIDs if it was in the last year.'
          : `Heart attack or stroke ${event.onset.text}: avoid NSAIDs (boxed cardiovascular warning).`,
      why: md`On record: ${named([event.name])} (${own(datedText(event))})`,
      guidance,
      proposals: [remove(draft, all)]
    })
  }
  return found
}

const reactionRow: Row = (draft, all, { nsaidAsthma, allergies }) => {
  const guidance = own('US labels: contraindicated after asthma, urticaria or another allergic reaction to aspirin or an NSAID.')
  const asthma = (nsaidAsthma ?? []).filter(({ byText }) => !byText).map(({ name }) => name)
  if (asthma.length > 0)
    return [
      {
        draft,
        indicator: 'critical',
        summary: 'Aspirin- or NSAID-induced asthma on record: contraindicated per US label.',
        why: md`On record: ${named(asthma, 2)}`,
        guidance,
        proposals: [remove(draft, all)]
      }
    ]
  return allergyRows(draft, all, allergies, ['nsaids', 'aspirin', 'cox2', 'ketorolac'], {
    allergen: 'an NSAID or aspirin',
    guidance,
    airwaysOrHives: true
  })
}

const pregnancyRow: Row = (draft, all, facts) => {
  const gestation = gestationOf(facts.pregnancy ?? [], facts.asOf)
  const isLate = gestation !== undefined && gestation.weeks >= LATE_PREGNANCY_WEEKS
  const guidance = own('FDA 2020: avoid NSAIDs from 20 weeks (fetal kidney, low amniotic fluid) and from 30 weeks also for the ductus.')
  return pregnancyRows(draft, all, facts, { drug: 'NSAID', indicator: isLate ? 'critical' : 'warning', guidance }).map(objection => ({
    ...objection,
    ...(gestation === undefined ? {} : { why: md`${objection.why}; ${own(gestation.words)}` }),
    ...(isLate || gestation?.words.startsWith('about') === true
      ? {}
      : { notChecked: own('Gestation is not known; from 20 weeks NSAIDs are to be avoided') }),
    ...(isLate ? { summary: `Pregnancy of ${gestation.words}: avoid NSAIDs from 20 weeks (fetal kidney and ductus).` } : {})
  }))
}

/** What is stated counts on both hooks; a missing duration only at signing. */
const lengthRow: Row = (draft, all, { patient, hook, settings }) => {
  const age = patient?.age?.min
  if (age === undefined || age < settings.nsaidLengthAge) return []
  const days = orderedDays(draft)
  const proposals: readonly Proposal[] = [
    { kind: 'change', key: keyFor('limit-to-10-days', draft, all), draft, change: 'limit-to-10-days' }
  ]
  const guidance = own('US labels: the lowest dose for the shortest time; 10 to 14 days are a long course in older adults.')
  if (days === undefined) {
    return hook === 'order-sign'
      ? [
          {
            draft,
            indicator: 'warning',
            summary: `NSAID without an end drafted at age ${String(age)}: limit it to the shortest course, at most 10 days.`,
            why: own('The draft states no duration'),
            guidance,
            proposals
          }
        ]
      : []
  }
  if (days <= SHORT_DAYS) return []
  return [
    {
      draft,
      indicator: days > settings.nsaidLongDays ? 'warning' : 'info',
      summary: `NSAID for ${round(days, 0)} days drafted at age ${String(age)}: limit it to the shortest course, at most 10 days.`,
      why: own(`Drafted for ${round(days, 0)} days; age ${String(age)}`),
      guidance,
      proposals
    }
  ]
}

const rows: readonly Row[] = [kidneyRow, heartRow, reactionRow, pregnancyRow, bleedingRow, tripleRow, organRow, lengthRow]

export const nsaidRows: Row = (draft, all, facts) => rows.flatMap(row => row(draft, all, facts))
