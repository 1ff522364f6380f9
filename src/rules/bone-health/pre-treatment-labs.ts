import { dayNumber } from '../../facts/dates.js'
import type { LabGap, LabItem } from '../../facts/eligibility.js'
import type { Facts } from '../../facts/index.js'
import type { NotInterpreted } from '../../facts/observations.js'
import { isOpen, type ServiceOrder } from '../../facts/orders.js'
import type { ValueSetId } from '../../terminology/index.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type OrderId, type Proposal } from '../rule.js'
import { dated, foreign, list, md, own, readingText, type Markdown } from '../text.js'
import { isBoneDrug, renalText } from './treatment.js'

const needs = [
  'patient',
  'confirmedFracture',
  'labGaps',
  'renal',
  'calcium',
  'vitaminD',
  'kidneyDisease',
  'ckdSevere',
  'labOrders',
  'drafts',
  'unread',
  'asOf',
  'cancer',
  'mgus',
  'settings'
] as const
type Known = Pick<Facts, (typeof needs)[number]>

const LEAST_AGE = 50

/**
 * Before any bone drug after a vertebral fracture, know creatinine with weight, calcium with albumin, and 25-OH vitamin D.
 * Does not cover what an infusion needs beyond that (`bisphosphonate-alternative`), nor the search for secondary causes.
 */
export const preTreatmentLabs = defineRule({
  id: 'pre-treatment-labs',
  title: 'Laboratory tests before a bone medicine',
  kind: 'guidance',
  topic: 'labs',
  about: 'laboratory tests before a bone medicine',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'label',
  source: 'LABEL-BP-2026',
  evidence: ['LABEL-BP-2026', 'DAILYMED-ZOL', 'BHOF-2022', 'CALC-CORR'],
  signOff: [
    'windows of 12 months, 90 days in those whose kidney function changes quickly, and 6 months for a low 25-OH vitamin D are design choices',
    'open orders of the last 7 days count as pending, undated ones do not; tests stay on offer when orders could not be read',
    'a metabolic panel is known by its name and taken to hold creatinine and calcium, the comprehensive one albumin too',
    'Cockcroft–Gault with weight as the measure of CrCl',
    'a calcium called normal without a range is believed from 8 to 11 mg/dL (ionised 1.05 to 1.4 mmol/L), one called low unless albumin explains it'
  ],
  needs,

  evaluate(facts) {
    const { patient, confirmedFracture: fracture, labGaps, renal, drafts } = facts
    if (fracture === undefined) return notApplicable('no confirmed vertebral fracture in scope')
    if (patient?.age === undefined) return dataRequired('patient')
    if (patient.age.min < LEAST_AGE) return notApplicable('age below 50')
    if (labGaps === undefined || renal === undefined) return dataRequired('labGaps')
    const gaps = labGaps.filter(gap => wasLookedFor(gap, facts))
    if (gaps.length === 0 && labGaps.length > 0) return dataRequired('labGaps')
    if (gaps.length === 0) return notApplicable('creatinine, calcium, albumin, 25-OH vitamin D and weight are there')
    const pending = gaps.map(({ item }) => pendingOrder(item, facts)).filter(order => order !== undefined)
    const open = gaps.filter(({ item }) => pendingOrder(item, facts) === undefined)
    if (open.length === 0)
      return notApplicable(`what is missing has been ordered within ${String(facts.settings.pendingTestDays)} days, or is drafted`)

    const unclear = unclearResults(facts)
    return applies({
      indicator: (drafts ?? []).some(isBoneDrug) ? 'warning' : 'info',
      summary: summaryOf(open, unclear),
      why: [
        fractureText(fracture, (facts.cancer ?? []).length + (facts.mgus ?? []).length === 0),
        ...open.map(gap => gapText(gap, renal.oralWindow)),
        ...unclear.map(unclearText),
        ...(pending.length === 0
          ? []
          : [md`Already ordered: ${list([...new Set(pending)].map(({ name, date }) => md`${foreign(name)} (${own(dated(date))})`))}`])
      ],
      guidance: guidanceOf(open, facts),
      notChecked: notCheckedOf(facts),
      ifYouDisagree: own('Enter results known from elsewhere, or give the reason below.'),
      proposals: proposalsFor(open, facts),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'labs-done-elsewhere', 'will-address-later']
    })
  }
})

/** A gap in what could not be read completely is no finding, unless an old result shows. */
const wasLookedFor = ({ item, stale }: LabGap, { unread }: Known): boolean =>
  stale !== undefined || unread?.has(item === 'weight' ? 'measurements' : 'labs') !== true

const names: Readonly<Record<LabItem, string>> = {
  creatinine: 'creatinine',
  calcium: 'calcium',
  albumin: 'albumin',
  'vitamin-d-level': '25-OH vitamin D',
  weight: 'weight'
}
const orderSets: Readonly<Record<LabItem, readonly ValueSetId[]>> = {
  creatinine: ['lab-creatinine-serum', 'lab-egfr', 'lab-creatinine-clearance-estimated'],
  calcium: ['lab-calcium-total', 'lab-calcium-corrected', 'lab-calcium-ionized'],
  albumin: ['lab-albumin-serum'],
  'vitamin-d-level': ['lab-25oh-vitamin-d'],
  weight: ['body-weight']
}

/** Panels known by their name, since no code for them is listed; US contents. */
const panels: readonly { readonly words: RegExp; readonly items: readonly LabItem[] }[] = [
  { words: /\b(comprehensive metabolic panel|CMP|renal function panel)\b/i, items: ['creatinine', 'calcium', 'albumin'] },
  { words: /\b(basic metabolic panel|BMP)\b/i, items: ['creatinine', 'calcium'] }
]

/** An open order of the same test counts for some days (clinical reference B6). */
function pendingOrder(item: LabItem, { labOrders, drafts, asOf, settings }: Known): ServiceOrder | undefined {
  const isSame = ({ sets, name }: ServiceOrder): boolean =>
    orderSets[item].some(set => sets.has(set)) || panels.some(({ words, items }) => items.includes(item) && words.test(name))
  const isRecent = ({ date }: ServiceOrder): boolean =>
    date !== undefined && asOf !== undefined && dayNumber(asOf) - date.first <= settings.pendingTestDays
  const drafted = (drafts ?? []).map(({ service }) => service).find(service => service !== undefined && isSame(service))
  return drafted ?? labOrders?.find(order => isOpen(order) && isSame(order) && isRecent(order))
}

const unclearResults = ({ renal, calcium, vitaminD }: Known): readonly NotInterpreted[] =>
  [...(vitaminD?.notInterpreted ?? []), ...(calcium?.notInterpreted ?? []), ...(renal?.notInterpreted ?? [])].slice(0, 4)

const unclearText = ({ name, written, date, problem }: NotInterpreted): Markdown =>
  md`${own(name)} "${foreign(written)}" (${own(dated(date))}): ${own(problem)} – not interpreted`

function summaryOf(open: readonly LabGap[], unclear: readonly NotInterpreted[]): string {
  const [first] = unclear
  const [gap] = open
  if (first !== undefined && open.length === 1)
    return `${capital(first.name)} of ${dated(first.date)}: ${first.problem} – not interpreted. Repeat before any bone medicine.`
  if (open.length === 1 && gap?.stale !== undefined)
    return `${capital(names[gap.item])} is from ${gap.stale.date.text}: check it again before any bone medicine.`
  return `No recent usable ${eitherOf(open.map(({ item }) => names[item]))}: check before any bone medicine.`
}

/** "a, b or c". */
const eitherOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function gapText({ item, stale }: LabGap, window: number): Markdown {
  const months = item === 'creatinine' && window === 90 ? '90 days' : '12 months'
  if (stale !== undefined)
    return item === 'creatinine'
      ? md`${readingText(stale.unit === 'mg/dL' ? 'creatinine' : 'kidney function', stale, 2)} is older than ${own(months)} or overtaken`
      : md`${readingText(names[item], stale)} is too old to count`
  return item === 'weight'
    ? own('No weight found in the last 12 months, so CrCl cannot be calculated')
    : own(`No usable ${names[item]} found in the last ${months}`)
}

const isAbnormal = ({ calcium }: Known): boolean =>
  calcium?.status === 'low' || calcium?.status === 'high' || calcium?.status === 'low-unconfirmed'
const hasKidneyDisease = ({ renal, kidneyDisease, ckdSevere }: Known): boolean =>
  renal?.band === 'below-30' || (kidneyDisease ?? []).length > 0 || (ckdSevere ?? []).length > 0

function guidanceOf(open: readonly LabGap[], facts: Known): readonly Markdown[] {
  return [
    own(
      'US labels: oral bisphosphonates are limited by CrCl and contraindicated in hypocalcaemia; zoledronic acid wants creatinine before each dose. BHOF 2022 (consensus) wants 25-OH vitamin D corrected before potent agents.'
    ),
    ...(open.some(({ item }) => item === 'weight')
      ? [own('Drug limits are set in CrCl (Cockcroft–Gault), which needs weight; eGFR does not replace it in small old people.')]
      : []),
    ...(isAbnormal(facts) || hasKidneyDisease(facts)
      ? [own('With abnormal calcium or kidney disease also consider phosphate, alkaline phosphatase, blood count and PTH.')]
      : [])
  ]
}

function proposalsFor(open: readonly LabGap[], facts: Known): readonly Proposal[] {
  const unconfirmed: readonly OrderId[] = facts.calcium?.status === 'low-unconfirmed' ? ['ionized-calcium'] : []
  const extra: readonly OrderId[] =
    isAbnormal(facts) || hasKidneyDisease(facts) ? ['phosphate', 'alkaline-phosphatase', 'blood-count', 'pth'] : []
  return [...open.map(({ item }) => item), ...unconfirmed, ...extra].map(order => ({ kind: 'order', key: order, order }))
}

function notCheckedOf({ unread, renal, labOrders }: Known): readonly Markdown[] {
  const unreadLine = unreadText(unread, ['labs', 'measurements', 'serviceRequests', 'medicationRequests'])
  return [
    ...(unreadLine === undefined ? [] : [unreadLine]),
    ...(labOrders === undefined ? [own('Whether these tests are already ordered is not known')] : []),
    ...(renal?.crcl === undefined && renal?.egfr !== undefined ? [md`Known so far: ${renalText(renal)}`] : [])
  ]
}
