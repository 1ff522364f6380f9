import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { instabilityOf } from '../../facts/instability.js'
import { fractureText, unreadText } from '../fracture-text.js'
import { dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { foreign, md, own, round } from '../text.js'
import { alongside, ask, judge, keyFor, named, objectionsAmong, replace, type Objection } from './objections.js'

const needs = [
  'drafts',
  'asOf',
  'patient',
  'fracture',
  'fractures',
  'caudaEquina',
  'neuroDeficit',
  'spinalMalignancy',
  'sepsis',
  'calcium',
  'ankylosingSpine',
  'spinalDislocation',
  'spineReferrals',
  'estrogenOrSermTaken',
  'thrombosis',
  'anticoagulantsTaken',
  'boneTherapies',
  'labOrders',
  'physiotherapyOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof needs)[number]>

/** rf-malignancy is critical from here, mg/dL (clinical reference, section 4). */
const CRITICAL_CALCIUM = 12

/**
 * Bed rest after a vertebral fracture without an end, or over 48 hours, harms older adults: limit it to 24–48 hours
 * and mobilise as pain allows. Silent where rest may protect: neurological deficit, suspected instability, spine review pending.
 * Does not cover an oral bisphosphonate beside shorter rest (`order-oral-bisphosphonate`).
 */
export const orderBedRest = defineRule({
  id: 'order-bed-rest',
  title: 'Bed rest: limit and mobilise',
  kind: 'order-check',
  topic: 'mobilisation',
  about: 'the drafted bed rest',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022', 'AAOS-2010', 'BMJ-BP', 'CHO-2022', 'FUNAYAMA-2022', 'LABEL-RLX'],
  signOff: [
    'the limit of 48 hours is a design choice; 24–48 hours rests on a secondary source',
    'bed rest recognised by words counts like a code',
    'a suspected fracture gives information only',
    'raloxifene is named also beside an anticoagulant; oestrogen and thrombosis history only without one'
  ],
  needs,
  concerns: ({ service }) => service?.isBedRest === true,

  evaluate(facts) {
    const { fracture, patient, caudaEquina, neuroDeficit } = facts
    const longest = facts.settings.bedRestHours
    const { subjects, objections } = objectionsAmong(facts.drafts, isLongerThan(longest), (draft, all) => objectionsTo(draft, all, facts))
    if (subjects.length === 0) return notApplicable(`no bed rest without an end or over ${String(longest)} hours among the drafts`)
    if (fracture === undefined || fracture.status === 'prior') return notApplicable('no current vertebral fracture')
    if (patient?.age !== undefined && patient.age.max < 18) return notApplicable('age below 18')
    if (caudaEquina === undefined || neuroDeficit === undefined) return dataRequired('caudaEquina', 'neuroDeficit')
    const protects = whyRestMayProtect(facts)
    if (protects !== undefined) return notApplicable(`rest may be protective: ${protects}`)
    return judge(subjects, objections, {
      none: 'no bed rest among the drafts',
      clear: 'the drafted bed rest meets no objection',
      ifYouDisagree: own(
        'Keep the order and name the medical reason or the spine team’s advice; add an end, pressure care and a bowel regimen.'
      ),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'medical-reason-for-rest', 'spine-team-advice'],
      disagreement: [
        own(
          'AAOS 2010 could not settle the question. For a poor-prognosis pattern on MRI a non-randomised cohort with two weeks of rest had fewer operations (Funayama 2022); a spine team may choose that.'
        )
      ],
      notChecked: [
        own('No record of a deficit is not a neurological examination: confirm that there is none before mobilising'),
        facts.anticoagulantsTaken === undefined && facts.thrombosis?.length !== 0
          ? own('Whether an anticoagulant is taken is not known')
          : undefined,
        unreadText(facts.unread, ['conditions', 'medicationRequests', 'medicationStatements', 'serviceRequests'])
      ],
      ordered: { orders: [...(facts.labOrders ?? []), ...(facts.physiotherapyOrders ?? [])], drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})

/** Limited rest with an end is accepted. An end before its start is none. */
const isLongerThan =
  (longest: number) =>
  ({ service }: Draft): boolean =>
    service?.isBedRest === true && !(service.hours !== undefined && service.hours >= 0 && service.hours <= longest)

const objectionsTo = (draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] =>
  [restRow(draft, all, facts), ...thrombosisRow(draft, facts), ...uprightRow(draft, facts)].filter(objection => objection !== undefined)

/** Critical flags and signs of instability: then moving is the wrong advice. Undefined when there are none. */
function whyRestMayProtect({
  fracture,
  fractures,
  caudaEquina,
  neuroDeficit,
  spinalMalignancy,
  sepsis,
  calcium,
  ankylosingSpine,
  spinalDislocation,
  spineReferrals,
  drafts
}: Known): string | undefined {
  if ([...(caudaEquina ?? []), ...(neuroDeficit ?? [])].length > 0) return 'neurological deficit or cauda equina signs'
  if (fracture?.etiology === 'high-energy') return 'high-energy mechanism'
  if (fracture?.etiology === 'neoplastic' || (spinalMalignancy ?? []).length > 0) return 'spinal malignancy'
  if (fracture?.etiology === 'infectious' || (sepsis ?? []).length > 0) return 'infection'
  if ((calcium?.highest ?? 0) >= CRITICAL_CALCIUM) return 'a critical warning sign (calcium)'
  if ((fractures ?? []).some(one => one.status !== 'prior' && instabilityOf(one) !== undefined)) return 'signs of an unstable fracture'
  if ((spinalDislocation ?? []).length > 0) return 'dislocation of the spine'
  if ((ankylosingSpine ?? []).length > 0) return 'ankylosed spine'
  const isPending = (spineReferrals ?? []).some(({ status, ended }) => (status === 'active' || status === 'draft') && !ended)
  const isDrafted = (drafts ?? []).some(({ sets }) => sets.has('order-referral-spine-surgery'))
  return isPending || isDrafted ? 'spine review pending' : undefined
}

const lengthText = (hours: number | undefined): string =>
  hours === undefined || hours < 0 ? 'without an end' : hours > 96 ? `for ${round(hours / 24)} days` : `for ${round(hours)} hours`

function restRow(draft: Draft, all: readonly Draft[], { fracture }: Known): Objection | undefined {
  if (fracture === undefined || draft.service === undefined) return undefined
  const length = lengthText(draft.service.hours)
  const isSuspected = fracture.status === 'suspected'
  const type = draft.resource.resourceType
  const canEnd = type === 'ServiceRequest' || type === 'CarePlan' || type === 'ProcedureRequest'
  const end: readonly Proposal[] = canEnd
    ? [{ kind: 'change', key: keyFor('end-rest-within-48h', draft, all), draft, change: 'end-rest-within-48h' }]
    : []
  return {
    draft,
    indicator: isSuspected ? 'info' : 'warning',
    summary: isSuspected
      ? `Bed rest ${length} for a suspected fracture: consider an end within 48 hours, and confirm the fracture.`
      : `Bed rest ${length} drafted: consider a limit of 24-48 hours, then mobilising as pain allows.`,
    why: md`${foreign(draft.name)}, ${own(length)}; ${fractureText(fracture)}`,
    guidance: own(
      'BHOF 2022 accepts limited rest only; BMJ Best Practice: one to two days, then mobilise. With 3 instead of 7 days a retrospective series saw fewer complications and the same collapse (Cho 2022). Long rest costs muscle and bone and invites thrombosis, pneumonia, pressure injury and delirium.'
    ),
    proposals: isSuspected ? end : [...end, replace(draft, all, 'mobilise-with-assistance'), ...ask('physical-therapy')]
  }
}

function thrombosisRow(draft: Draft, { drafts, estrogenOrSermTaken, thrombosis, anticoagulantsTaken }: Known): readonly Objection[] {
  const hormones = alongside(draft, drafts, [estrogenOrSermTaken], 'serm', 'estrogens')
  const anticoagulants = alongside(draft, drafts, [anticoagulantsTaken], 'anticoagulants')
  const isSerm =
    (estrogenOrSermTaken ?? []).some(({ medicine }) => medicine.sets.has('serm')) || hormones.drafted.some(({ sets }) => sets.has('serm'))
  const protectedAlready = anticoagulants.names.length > 0
  const history = protectedAlready ? [] : (thrombosis ?? []).map(({ name }) => name)
  const names = isSerm || !protectedAlready ? [...hormones.names, ...history] : []
  if (names.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: isSerm
        ? 'Bed rest with raloxifene: stop it from 72 hours before until fully mobile; assess thrombosis risk.'
        : 'Bed rest with a raised thrombosis risk on record: assess the need for prophylaxis.',
      why: md`On record or drafted: ${named(names)}${own(protectedAlready ? '' : '; no anticoagulant found')}`,
      guidance: own(
        hormones.names.length > 0
          ? 'US label of raloxifene: discontinue at least 72 hours before and during prolonged immobilisation. Review oestrogen in the same way.'
          : 'Immobility adds to the risk that an earlier thrombosis leaves.'
      ),
      proposals: ask('thrombosis-risk-assessment'),
      partners: hormones.drafted
    }
  ]
}

function uprightRow(draft: Draft, { drafts, boneTherapies }: Known): readonly Objection[] {
  const { names, drafted } = alongside(draft, drafts, [], 'bisphosphonates-oral')
  const active = (boneTherapies ?? [])
    .filter(({ agent, state }) => agent === 'oral bisphosphonate' && state === 'current')
    .map(({ name }) => name)
  if (names.length + active.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Bed rest with an oral bisphosphonate: hold the tablet until the patient can stay upright after it.',
      why: md`Active or drafted: ${named([...active, ...names])}`,
      guidance: own(
        'US labels: oral bisphosphonates need 30 to 60 minutes upright after each dose. Hold an active order while rest lasts; take back a drafted one.'
      ),
      partners: drafted
    }
  ]
}
