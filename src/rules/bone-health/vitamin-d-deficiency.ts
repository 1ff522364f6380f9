import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { VITAMIN_D_DEFICIENT, VITAMIN_D_LOW } from '../../facts/vitamin-d.js'
import { isRepletion } from '../../facts/vitamin-d-dose.js'
import { windowText, type Settings } from '../../facts/settings.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { heldMedicines } from '../not-done.js'
import { applies, dataRequired, defineRule, notApplicable, type OrderId, type Proposal } from '../rule.js'
import { foreign, list, md, own, readingText, round, type Markdown } from '../text.js'
import { insteadOf, obstaclesTo, type Obstacle } from './supplement-obstacles.js'
import { isCovered, isDeficient, levelText, supplementNeeds } from './supplements.js'
import { isBoneDrug } from './treatment.js'

const needs = [
  ...supplementNeeds,
  'patient',
  'confirmedFracture',
  'boneTherapies',
  'pregnancy',
  'lactation',
  'pregnancyTest',
  'cancer',
  'mgus'
] as const
type Known = Pick<Facts, (typeof needs)[number]>

/**
 * After a vertebral fracture, a 25-OH vitamin D below 20 ng/mL is repleted, and before any parenteral bone medicine.
 * Does not cover daily supplements (`calcium-vitamin-d`), nor a result outside its window, which is missing and not low.
 */
export const vitaminDDeficiency = defineRule({
  id: 'vitamin-d-deficiency',
  title: 'Low vitamin D after vertebral fracture',
  kind: 'guidance',
  topic: 'supplements',
  about: 'vitamin D deficiency',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022', 'IOM-2011', 'ES-VITD-2024', 'SARC-2016'],
  signOff: [
    'the repletion regimens come from a guideline replaced in 2024; they, the recheck at 3 months and the word on yearly mega-doses are general knowledge',
    'holding parenteral agents below 20 ng/mL, and an oral start from 12 ng/mL, are design choices',
    'more than 4000 IU a day, or one dose of 50 000 IU, is read as repletion; no high dose is offered without a calcium result or in pregnancy',
    'a bone medicine drafted or on hold, or a current denosumab, romosozumab or zoledronic acid with doses to come, counts as planned'
  ],
  needs,

  evaluate(facts) {
    const { patient, confirmedFracture: fracture, vitaminD, vitaminDRepletion, drafts } = facts
    if (fracture === undefined) return notApplicable('no confirmed vertebral fracture in scope')
    if (patient?.age === undefined) return dataRequired('patient')
    if (patient.age.min < 18) return notApplicable('not surely 18 or older')
    if (vitaminD === undefined) return dataRequired('vitaminD')
    const { reading } = vitaminD
    if (reading === undefined) return notApplicable('no 25-OH vitamin D inside its window could be interpreted')
    if (reading.value >= VITAMIN_D_LOW) return notApplicable(`25-OH vitamin D ${round(reading.value)} ng/mL is 20 or above`)
    if (vitaminDRepletion === undefined) return dataRequired('vitaminDRepletion')
    if (!isDeficient(facts)) return notApplicable('a repletion course runs or ended within 90 days')
    if ((drafts ?? []).some(isRepletionDraft)) return notApplicable('a repletion course is drafted in this session')

    const planned = plannedTherapy(facts)
    const stops = stopsOf(facts)
    return applies({
      indicator: reading.value < VITAMIN_D_DEFICIENT || planned !== undefined ? 'warning' : 'info',
      summary: `25-OH vitamin D ${levelText(reading)}: consider repletion, before any intravenous bisphosphonate or denosumab.`,
      why: [
        fractureText(fracture, (facts.cancer ?? []).length + (facts.mgus ?? []).length === 0),
        readingText('25-OH vitamin D', reading),
        ...(planned === undefined ? [] : [planned]),
        ...alreadyTaken(facts)
      ],
      guidance: guidanceOf(reading.value, stops.length === 0, facts.settings),
      disagreement: [
        own(
          'IOM 2011 takes 20 ng/mL as adequate, BHOF 2022 aims at 30–50 in bone disease. Endocrine Society 2024 names no cut-off, and speaks of people without such an indication.'
        )
      ],
      notChecked: notCheckedOf(stops, facts),
      ifYouDisagree: own('A course given elsewhere or a specialist regimen answers this card: record it, or give the reason below.'),
      proposals: stops.length === 0 ? [{ kind: 'order', key: 'repletion', order: 'cholecalciferol-weekly' }] : alternatives(stops, facts),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'addressed-elsewhere', 'specialist-managing']
    })
  }
})

const isRepletionDraft = ({ sets, medicine, resource }: Draft): boolean =>
  medicine !== undefined &&
  (sets.has('vitamin-d') || sets.has('cholecalciferol-ergocalciferol-products')) &&
  isRepletion({ medicine, resource })

const repeated: ReadonlySet<string> = new Set(['denosumab', 'romosozumab', 'zoledronic acid'])

/** A bone medicine that a low vitamin D makes dangerous soon. */
function plannedTherapy({ drafts, boneTherapies }: Known): Markdown | undefined {
  const draft = (drafts ?? []).find(isBoneDrug)
  if (draft !== undefined) return md`Drafted: ${foreign(draft.name)}`
  const therapy = (boneTherapies ?? []).find(({ agent, state }) => state === 'on-hold' || (state === 'current' && repeated.has(agent)))
  return therapy === undefined
    ? undefined
    : own(`${therapy.agent} is ${therapy.state === 'on-hold' ? 'on hold' : 'current, with doses to come'}`)
}

function alreadyTaken({ vitaminDTaken }: Known): readonly Markdown[] {
  const active = (vitaminDTaken ?? []).filter(record => record.active).slice(0, 2)
  return [
    ...(active.length === 0
      ? []
      : [
          md`Low although ${list(active.map(({ medicine }) => md`${foreign(medicine.name)}`))} is on the list: ask about intake and absorption`
        ]),
    ...heldMedicines(vitaminDTaken)
  ]
}

/** What withholds the repletion order: the obstacles to vitamin D, no calcium result, pregnancy. */
function stopsOf(facts: Known): readonly Obstacle[] {
  const stops = obstaclesTo(facts).filter(({ stops: stopped }) => stopped.includes('vitamin-d'))
  const add = (words: string, instead: readonly OrderId[]): Obstacle => ({ stops: ['vitamin-d'], words: own(words), short: words, instead })
  const pregnant = (facts.pregnancy ?? []).length + (facts.lactation ?? []).length + (facts.pregnancyTest ?? []).length > 0
  return [
    ...stops,
    ...(facts.calcium?.status === 'not-found' && stops.length === 0
      ? [add(`no serum calcium found in the last ${windowText(facts.settings.calciumDays)}; a high one forbids a high dose`, ['calcium'])]
      : []),
    ...((facts.vitaminDTaken ?? []).some(record => record.active && isRepletion(record))
      ? [add('a repleting dose is still on the list from more than 90 days ago; ask about intake and absorption first', [])]
      : []),
    ...(pregnant ? [add('pregnancy or lactation: the dose is for obstetric advice', [])] : [])
  ]
}

/** While calcium is lacking too, `calcium-vitamin-d` offers what concerns both. */
function alternatives(stops: readonly Obstacle[], facts: Known): readonly Proposal[] {
  return insteadOf(isCovered('calcium', facts) ? stops : stops.filter(({ stops: stopped }) => !stopped.includes('calcium')))
}

function guidanceOf(level: number, isOffered: boolean, { vitaminDHold, vitaminDOralHold }: Settings): readonly Markdown[] {
  const deficient = level < VITAMIN_D_DEFICIENT
  return [
    own(
      deficient
        ? 'Below 12 ng/mL osteomalacia is possible: correct it before any potent antiresorptive.'
        : 'Below 20 ng/mL is low by any source; BHOF 2022 (consensus) aims at 30–50 ng/mL in metabolic bone disease.'
    ),
    ...(isOffered
      ? [
          own(
            'Options: 50 000 IU weekly or 6000 IU daily for 8 weeks, then 1000–2000 IU daily; recheck 25-OH vitamin D and calcium at about 3 months. No single yearly mega-dose.'
          )
        ]
      : []),
    own(
      `Consider holding zoledronic acid, denosumab and romosozumab until ${String(vitaminDHold)} ng/mL and normal calcium. ${level < vitaminDOralHold ? 'An oral bisphosphonate waits too.' : 'An oral bisphosphonate may start alongside if calcium is normal.'}`
    )
  ]
}

function notCheckedOf(stops: readonly Obstacle[], { unread }: Known): readonly Markdown[] {
  const unreadLine = unreadText(unread, ['labs', 'allergies', 'conditions', 'medicationRequests', 'medicationStatements'])
  return [...stops.map(({ words }) => md`No order offered: ${words}`), ...(unreadLine === undefined ? [] : [unreadLine])]
}
