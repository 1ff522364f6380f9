import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { VITAMIN_D_DEFICIENT } from '../../facts/vitamin-d.js'
import { calciumText, renalText } from '../bone-health/treatment.js'
import { unreadText } from '../fracture-text.js'
import { defineRule, type Proposal } from '../rule.js'
import { foreign, list, md, own, readingText, round } from '../text.js'
import { judge, keyFor, selectedDrafts, type Objection } from './objections.js'

const needs = [
  'drafts', 'hook', 'patient', 'renal', 'calcium', 'vitaminD', 'oralRoute', 'pregnancy', 'jawNecrosis', 'atypicalFemurFracture', 'allergies',
  'nsaidsTaken', 'aspirinTaken', 'hypocalcemiaDiagnosis', 'postmenopausal', 'dentalExtraction', 'unread'
] as const
type Known = Pick<Facts, (typeof needs)[number]>

const isOral = ({ sets }: Draft): boolean => sets.has('bisphosphonates-oral')
const isIbandronate = ({ sets }: Draft): boolean => sets.has('ibandronate-oral')
const isAlendronate = ({ sets }: Draft): boolean => sets.has('alendronate') || sets.has('alendronate-cholecalciferol')

/**
 * A drafted oral bisphosphonate is checked against kidney function, calcium, vitamin D, the oesophagus, posture,
 * pregnancy, jaw and femur history, allergy, other medicines, and its weekly schedule.
 * Does not check what a second bone agent adds (`order-duplicate-antiresorptive`).
 */
export const orderOralBisphosphonate = defineRule({
  id: 'order-oral-bisphosphonate',
  title: 'Oral bisphosphonate: safety check',
  kind: 'order-check',
  topic: 'pharmacotherapy',
  about: 'safety of the drafted oral bisphosphonate',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'LABEL-BP-2026',
  evidence: ['LABEL-BP-2026', 'UKTIS-2022', 'ES-2019'],
  signOff: ['critical below CrCl 30 is a design choice: the labels say "not recommended"', 'bed rest counts as not staying upright'],
  needs,

  evaluate(facts) {
    const subjects = selectedDrafts(facts.drafts, isOral)
    // A pair with a selected partner counts, even if the tablet itself was drafted before.
    const pairs = (facts.drafts ?? []).filter(draft => isOral(draft) && !draft.selected && (facts.oralRoute?.blocked ?? []).some(({ draft: rest }) => rest?.selected === true))
    const objections = [
      ...subjects.flatMap(draft => objectionsTo(draft, subjects, facts)),
      ...pairs.flatMap(draft => routeObjections(draft, pairs, facts))
    ]
    return judge([...subjects, ...pairs], objections, {
      none: 'no oral bisphosphonate among the drafts',
      clear: 'the drafted oral bisphosphonate meets no objection',
      ifYouDisagree: own('Sign the order and state the reason; a specialist may have decided otherwise.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'labs-done-elsewhere'],
      notChecked: [unreadText(facts.unread, ['labs', 'measurements', 'allergies', 'medicationRequests', 'medicationStatements', 'procedures', 'serviceRequests'])].filter(line => line !== undefined)
    })
  }
})

type Rows = (draft: Draft, subjects: readonly Draft[], facts: Known) => readonly Objection[]

const objectionsTo: Rows = (draft, subjects, facts) =>
  [renalObjections, calciumObjections, routeObjections, cautionObjections, historyObjections, personObjections, scheduleObjections].flatMap(rows => rows(draft, subjects, facts))

const remove = (draft: Draft, subjects: readonly Draft[]): Proposal => ({ kind: 'remove', key: keyFor('remove', draft, subjects), draft })

/** Labels: alendronate not below CrCl 35; risedronate and ibandronate not below 30. */
const renalObjections: Rows = (draft, subjects, { renal }) => {
  const labs: readonly Proposal[] = [{ kind: 'order', key: 'creatinine', order: 'creatinine' }, { kind: 'order', key: 'weight', order: 'weight' }]
  if (renal === undefined || renal.band === 'not-found' || (!renal.inOralWindow && renal.band !== 'below-30')) {
    const old = renal?.decidedBy === undefined ? own('No creatinine found') : md`Latest is too old: ${renalText(renal)}`
    return [{ draft, indicator: 'warning', summary: 'Cannot confirm kidney function: check creatinine before the first bisphosphonate dose.', why: old, guidance: own('US labels limit oral bisphosphonates by CrCl: 35 mL/min for alendronate, 30 for risedronate and ibandronate.'), proposals: labs }]
  }
  if (renal.band === 'below-30') {
    return [{
      draft,
      indicator: 'critical',
      summary: renal.crcl === undefined ? 'No oral bisphosphonate is recommended at this kidney function (below 30 mL/min).' : `No oral bisphosphonate is recommended below CrCl 30: CrCl is ${round(renal.crcl)} mL/min.`,
      why: renalText(renal),
      guidance: own('US labels: not recommended below 30 mL/min. Zoledronic acid is contraindicated below 35; denosumab carries a boxed warning in advanced kidney disease. Ask nephrology or a bone specialist.'),
      proposals: [remove(draft, subjects), { kind: 'order', key: 'specialist', order: 'bone-specialist-referral' }, { kind: 'order', key: 'nephrology', order: 'nephrology-referral' }]
    }]
  }
  if (renal.band === 'grey') {
    return [{ draft, indicator: 'warning', summary: 'Cannot confirm CrCl: weight is missing. Calculate CrCl before the first dose.', why: renalText(renal), guidance: own('eGFR is not CrCl; in small old people the two diverge widely.'), proposals: [{ kind: 'order', key: 'weight', order: 'weight' }] }]
  }
  if (renal.band === '30-34' && isAlendronate(draft)) {
    return [{
      draft,
      indicator: 'warning',
      summary: `Alendronate is not recommended below CrCl 35: CrCl is ${round(renal.crcl ?? 0)} mL/min.`,
      why: renalText(renal),
      guidance: own('US label: alendronate not recommended below 35 mL/min; risedronate is labelled from 30.'),
      proposals: [{ kind: 'replace', key: keyFor('replace-risedronate', draft, subjects), draft, order: 'risedronate' }, { kind: 'order', key: 'specialist', order: 'bone-specialist-referral' }]
    }]
  }
  return []
}

const calciumObjections: Rows = (draft, subjects, { calcium, vitaminD, hypocalcemiaDiagnosis }) => {
  const found: Objection[] = []
  const labs: readonly Proposal[] = [{ kind: 'order', key: 'calcium', order: 'calcium' }, { kind: 'order', key: 'albumin', order: 'albumin' }]
  if (calcium === undefined || calcium.status === 'not-found') {
    found.push({ draft, indicator: 'warning', summary: 'Cannot confirm calcium: none found in 12 months. Check before the first bisphosphonate dose.', why: own('No calcium found in the last 12 months'), guidance: own('US labels: hypocalcaemia must be corrected before starting.'), proposals: labs })
  } else if (calcium.status === 'low') {
    found.push({
      draft,
      indicator: 'critical',
      summary: `Calcium is low (${round(calcium.corrected ?? calcium.decidedBy?.value ?? 0, 2)} ${calcium.decidedBy?.unit ?? ''} on ${calcium.decidedBy?.date.text ?? ''}): contraindicated until corrected.`,
      why: calciumText(calcium),
      guidance: own('US labels: contraindicated in hypocalcaemia; correct it and find its cause first.'),
      proposals: [remove(draft, subjects), { kind: 'order', key: 'calcium', order: 'calcium' }, { kind: 'order', key: 'vitamin-d-level', order: 'vitamin-d-level' }, { kind: 'order', key: 'pth', order: 'pth' }]
    })
  } else if (calcium.status === 'low-unconfirmed') {
    found.push({ draft, indicator: 'warning', summary: 'Cannot confirm calcium: low total calcium without albumin. Check albumin or ionised calcium first.', why: md`${calciumText(calcium)}; albumin not found`, proposals: [{ kind: 'order', key: 'albumin', order: 'albumin' }, { kind: 'order', key: 'ionized-calcium', order: 'ionized-calcium' }] })
  }
  if (calcium?.status !== 'low' && (hypocalcemiaDiagnosis ?? []).length > 0) {
    found.push({ draft, indicator: 'warning', summary: 'Hypocalcaemia is on the problem list: confirm that it is corrected before a bisphosphonate.', why: list((hypocalcemiaDiagnosis ?? []).map(({ name }) => md`${foreign(name)}`)), proposals: labs })
  }
  const reading = vitaminD?.reading
  if (reading !== undefined && reading.value < VITAMIN_D_DEFICIENT) {
    found.push({ draft, indicator: 'warning', summary: `25-OH vitamin D ${round(reading.value)} ng/mL on ${reading.date.text}: replete first, hypocalcaemia risk.`, why: readingText('25-OH vitamin D', reading), guidance: own('Below 12 ng/mL osteomalacia is possible; replete before a potent antiresorptive.'), proposals: [{ kind: 'order', key: 'cholecalciferol-weekly', order: 'cholecalciferol-weekly' }] })
  }
  return found
}

/** Contraindicated: oesophagus that does not empty, or cannot stay upright for 30 minutes (60 for ibandronate). */
const routeObjections: Rows = (draft, subjects, { oralRoute }) => {
  const minutes = isIbandronate(draft) ? 60 : 30
  return (oralRoute?.blocked ?? []).slice(0, 3).map(obstacle => {
    const posture = obstacle.kind === 'upright' || obstacle.kind === 'bed-rest'
    const byWords = obstacle.finding?.byText === true
    return {
      draft,
      indicator: byWords || obstacle.kind === 'bariatric' ? 'warning' : 'critical',
      summary: posture
        ? `Cannot stay upright ${String(minutes)} minutes (${obstacle.kind === 'bed-rest' ? 'bed rest ordered' : 'bed-confined'}): oral bisphosphonate contraindicated until then.`
        : obstacle.kind === 'bariatric' ? 'Gastric bypass or sleeve on record: prefer a non-oral bisphosphonate.' : 'Oesophageal disease on record: oral bisphosphonate contraindicated.',
      why: md`${own(posture ? 'Upright tolerance not met' : 'On record')}: ${foreign(obstacle.name)}${own(obstacle.finding?.onset === undefined ? '' : ` (${obstacle.finding.onset.text})`)}`,
      guidance: own(posture ? `US labels: contraindicated in anyone unable to stand or sit upright for at least ${String(minutes)} minutes.` : 'US labels: contraindicated with abnormalities that delay oesophageal emptying.'),
      proposals: posture
        ? [remove(draft, subjects), { kind: 'replace', key: keyFor('replace-zoledronic-acid', draft, subjects), draft, order: 'zoledronic-acid' }]
        : [{ kind: 'replace', key: keyFor('replace-zoledronic-acid', draft, subjects), draft, order: 'zoledronic-acid' }, remove(draft, subjects)]
    } satisfies Objection
  })
}

const cautionObjections: Rows = (draft, subjects, { oralRoute, nsaidsTaken, aspirinTaken, drafts }) => {
  const found: Objection[] = (oralRoute?.caution ?? []).slice(0, 2).map(({ name }) => ({
    draft,
    indicator: 'warning',
    summary: 'Upper-GI disease on record: prefer a non-oral bisphosphonate.',
    why: md`On record: ${foreign(name)}`,
    guidance: own('US labels: caution with active upper gastrointestinal problems.'),
    proposals: [{ kind: 'replace', key: keyFor('replace-zoledronic-acid', draft, subjects), draft, order: 'zoledronic-acid' }]
  }))
  const irritant = [...(nsaidsTaken ?? []), ...(aspirinTaken ?? [])].map(({ medicine }) => medicine.name)
  const drafted = (drafts ?? []).filter(other => other !== draft && (other.sets.has('nsaids') || other.sets.has('aspirin'))).map(({ name }) => name)
  const names = [...new Set([...irritant, ...drafted])]
  if (names.length > 0) {
    found.push({ draft, indicator: 'warning', summary: 'Aspirin or an NSAID with an oral bisphosphonate raises the upper-GI risk: review it, or protect.', why: md`Also active or drafted: ${list(names.slice(0, 3).map(name => md`${foreign(name)}`))}`, guidance: own('US label: caution with aspirin and NSAIDs. Review the need; consider a proton pump inhibitor.') })
  }
  return found
}

const historyObjections: Rows = (draft, subjects, { jawNecrosis, atypicalFemurFracture, allergies, dentalExtraction }) => {
  const found: Objection[] = []
  for (const { name, byText } of [...(jawNecrosis ?? []), ...(atypicalFemurFracture ?? [])].slice(0, 2)) {
    found.push({ draft, indicator: byText ? 'warning' : 'critical', summary: 'Jaw osteonecrosis or atypical femoral fracture on record: hold the bisphosphonate, ask a specialist.', why: md`On record: ${foreign(name)}`, proposals: [remove(draft, subjects), { kind: 'order', key: 'specialist', order: 'bone-specialist-referral' }] })
  }
  for (const { name } of (dentalExtraction ?? []).slice(0, 1)) {
    found.push({ draft, indicator: 'warning', summary: 'Recent tooth extraction: let it heal and ask the dentist before a bisphosphonate.', why: md`Within 3 months: ${foreign(name)}` })
  }
  const allergy = allergies?.find(({ sets }) => sets.has('allergen-bisphosphonates') || sets.has('bisphosphonates-oral') || sets.has('bisphosphonates'))
  if (allergy !== undefined) {
    found.push({ draft, indicator: allergy.severe && !allergy.intolerance ? 'critical' : 'warning', summary: allergy.severe && !allergy.intolerance ? 'Severe bisphosphonate allergy on record: do not give.' : 'Bisphosphonate allergy or intolerance on record: confirm before giving.', why: md`Allergy list: ${foreign(allergy.name)}`, proposals: [remove(draft, subjects)] })
  }
  return found
}

const personObjections: Rows = (draft, subjects, { patient, pregnancy, postmenopausal }) => {
  const age = patient?.age
  if ((pregnancy ?? []).length > 0) {
    return [{ draft, indicator: 'critical', summary: 'Pregnancy on record: no bisphosphonate without specialist advice.', why: list((pregnancy ?? []).slice(0, 2).map(({ name }) => md`${foreign(name)}`)), guidance: own('UKTIS 2022: long skeletal half-life; fetal risk uncertain.'), proposals: [remove(draft, subjects)] }]
  }
  if (age !== undefined && age.max < 18) {
    return [{ draft, indicator: 'critical', summary: `Age ${String(age.max)}: bisphosphonates below 18 are for specialist paediatric use only.`, why: own(`Age ${String(age.max)}`), proposals: [remove(draft, subjects), { kind: 'order', key: 'paediatric', order: 'paediatric-referral' }] }]
  }
  const fertile = patient?.sex === 'female' && age !== undefined && age.min >= 12 && age.min <= 50 && (postmenopausal ?? []).length === 0
  const found: Objection[] = []
  if (fertile) found.push({ draft, indicator: 'warning', summary: 'Woman of childbearing age without contraception data: discuss before a bisphosphonate.', why: own(`Female, age ${String(age.min)}; menopause and contraception not recorded`), guidance: own('UKTIS 2022: long skeletal half-life; fetal risk uncertain.') })
  if (isIbandronate(draft)) {
    const male = patient?.sex === 'male'
    found.push({
      draft,
      indicator: male ? 'warning' : 'info',
      summary: male ? 'Ibandronate is not labelled for men: alendronate or risedronate fits better.' : 'Ibandronate has no proven hip or non-vertebral benefit: alendronate or risedronate comes first.',
      why: own(male ? 'Male patient' : 'Ibandronate drafted'),
      guidance: own('Endocrine Society 2019 does not advise ibandronate to lower hip or non-vertebral fracture risk; ASBMR 2019 names alendronate or risedronate first.'),
      proposals: [{ kind: 'replace', key: keyFor('replace-alendronate', draft, subjects), draft, order: 'alendronate' }, { kind: 'replace', key: keyFor('replace-risedronate', draft, subjects), draft, order: 'risedronate' }]
    })
  }
  return found
}

/** Weekly tablets: alendronate 35 or 70 mg, risedronate 35 mg. Monthly: ibandronate and risedronate 150 mg. */
const weeklyStrength = /\b(70|35)\s?mg\b/i
const monthlyStrength = /\b150\s?mg\b/i

const scheduleObjections: Rows = (draft, subjects, { drafts }) => {
  const found: Objection[] = []
  const { perDay, dose } = draft.dosing
  const strength = `${draft.name} ${dose?.unit === 'mg' ? `${String(dose.value)} mg` : ''}`
  const isWeekly = weeklyStrength.test(strength) && !isIbandronate(draft)
  const isMonthly = monthlyStrength.test(strength)
  if (perDay !== undefined && ((isWeekly && perDay > 1.5 / 7) || (isMonthly && perDay > 1.5 / 28))) {
    found.push({
      draft,
      indicator: 'critical',
      summary: `${isMonthly ? 'Monthly' : 'Weekly'} bisphosphonate tablet ordered ${perDay >= 1 ? 'daily' : 'too often'}: correct the frequency.`,
      why: md`${foreign(draft.name)} drafted ${own(`${round(perDay, 2)} times a day`)}`,
      guidance: own(isMonthly ? 'US label: one 150 mg tablet a month.' : 'US labels: one tablet a week.'),
      proposals: isMonthly ? [remove(draft, subjects)] : [{ kind: 'change', key: keyFor('once-weekly', draft, subjects), draft, change: 'once-weekly' }]
    })
  }
  const twins = (drafts ?? []).filter(other => other !== draft && isOral(other))
  if (twins.length > 0) found.push({ draft, indicator: 'critical', summary: 'Two oral bisphosphonates are drafted together: keep one.', why: md`Also drafted: ${list(twins.slice(0, 2).map(({ name }) => md`${foreign(name)}`))}`, proposals: [remove(draft, subjects)] })
  return found
}
