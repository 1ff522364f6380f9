/** Whether a drafted augmentation meets a target and a trial of care, and what it leaves undone. Clinical reference 3.1, B18. */
import { dayNumber } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import type { FactName, Facts } from '../../facts/index.js'
import { ONE_YEAR, SEVERE_PAIN, WORSENING, ageWords, painLine, scoreOn } from '../fracture-care/course.js'
import { weeksText } from '../../facts/settings.js'
import { fractureText } from '../fracture-text.js'
import { isBoneDrug } from '../red-flags/watched.js'
import type { Proposal } from '../rule.js'
import { dated, foreign, list, md, own, type Markdown } from '../text.js'
import { ask, remove, replace, type Objection } from './objections.js'
import { augmentationOf } from './service-kinds.js'
import { isSpineAsked } from './spine-dangers.js'

export const benefitNeeds = [
  'drafts',
  'asOf',
  'fracture',
  'painCourse',
  'analgesicOrders',
  'physiotherapyOrders',
  'spineCare',
  'spineScans',
  'cardiacDevice',
  'boneTherapies',
  'boneReferrals',
  'spineReferrals',
  'settings'
] as const satisfies readonly FactName[]
type Known = Pick<Facts, (typeof benefitNeeds)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

/** Clinical reference 3.1: not before four weeks of care. */
const FOUR_WEEKS = 28

const isFragility = ({ fracture }: Known): boolean => fracture?.etiology === 'osteoporotic' || fracture?.etiology === 'presumed-fragility'

/** A burst fracture is the surgeon's; its flag offers the referral. */
const isBurst = ({ fracture }: Known): boolean => fracture?.sets.has('vertebral-fracture-burst') === true

/** A consultation in place of the procedure, unless one is on its way. */
function consult(draft: Draft, all: readonly Draft[], facts: Known): Proposal {
  const isAsked =
    isSpineAsked(facts) ||
    (facts.spineCare ?? []).some(
      ({ kind, state, ref }) => kind === 'spine-consultation' && state === 'open' && (ref === undefined || ref !== draft.ref)
    )
  return isAsked || isBurst(facts) ? remove(draft, all) : replace(draft, all, 'spine-consultation')
}

/** MRI, or CT and bone scan beside a device, unless a scan is ordered. */
function scan({ spineScans, cardiacDevice }: Known): readonly Proposal[] {
  if ((spineScans ?? []).some(({ state }) => state === 'open')) return []
  return ask((cardiacDevice ?? []).length > 0 ? 'spine-ct-follow-up' : 'spine-mri-stir')
}

/** Why there is nothing to treat; undefined when nothing says so. */
function noTarget({ fracture, painCourse }: Known): string | undefined {
  if (fracture === undefined) return undefined
  if (fracture.status === 'prior') return 'fracture recorded as healed or past'
  if (fracture.age.min > ONE_YEAR) return `fracture ${ageWords(fracture).replace(/^at /, 'of ')}`
  const now = painCourse?.now
  return now !== undefined && now.value === 0 ? `pain ${scoreOn(now)}` : undefined
}

export const targetRow: Row = (draft, all, facts) => {
  const reason = noTarget(facts)
  if (reason === undefined || facts.fracture === undefined) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `No target for augmentation: ${reason}. Cement treats a painful fracture that has not healed.`,
      why: fractureText(facts.fracture),
      guidance: own(
        'ACR 2018 and NICE TA279 speak of a painful fracture that is still active on imaging; beyond a year, or without pain, there is none to treat.'
      ),
      proposals: [remove(draft, all)]
    }
  ]
}

export const vertebroplastyRow: Row = (draft, all, facts) => {
  if (augmentationOf(draft) !== 'vertebroplasty' || !isFragility(facts) || facts.fracture === undefined) return []
  const now = facts.painCourse?.now
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Vertebroplasty drafted${now === undefined ? '' : `, pain ${scoreOn(now)}`}: not supported for osteoporotic fracture; consider a consultation.`,
      why: list([fractureText(facts.fracture), ...(facts.painCourse === undefined ? [] : [painLine(facts.painCourse)])], '; '),
      guidance: own(
        'AAOS 2010 recommends against vertebroplasty (strong) in neurologically intact patients. Cochrane 2018: against placebo no important benefit for pain, function or quality of life, at any duration of pain.'
      ),
      proposals: [consult(draft, all, facts)]
    }
  ]
}

/** Analgesics, therapy or a brace, whatever became of them; undefined where those lists are not known. */
function hasTriedCare({ analgesicOrders, physiotherapyOrders, spineCare }: Known): boolean | undefined {
  const brace = spineCare?.filter(({ kind }) => kind === 'brace')
  if ([analgesicOrders, physiotherapyOrders, brace].some(list => (list ?? []).length > 0)) return true
  return analgesicOrders === undefined || physiotherapyOrders === undefined ? undefined : false
}

/** In what the usual conditions for kyphoplasty are not met, in words for the summary. */
function unmet(facts: Known): readonly string[] {
  const { fracture, painCourse } = facts
  if (fracture === undefined) return []
  const { now, fall = 0 } = painCourse ?? {}
  return [
    ...(fracture.age.min >= FOUR_WEEKS
      ? []
      : [fracture.age.max < FOUR_WEEKS ? `fracture ${ageWords(fracture)}` : 'onset of 4 weeks ago not confirmed']),
    ...(now === undefined
      ? painCourse === undefined
        ? []
        : ['no current pain score']
      : now.value < SEVERE_PAIN
        ? [`pain ${scoreOn(now)}`]
        : fall >= WORSENING
          ? [`pain improving, ${scoreOn(now)}`]
          : []),
    ...(hasTriedCare(facts) === false ? ['no trial of care on record'] : [])
  ]
}

export const trialRow: Row = (draft, all, facts) => {
  // A painful metastasis is not asked to wait four weeks.
  if (facts.fracture?.etiology === 'neoplastic') return []
  const reasons = unmet(facts)
  if (augmentationOf(draft) === 'vertebroplasty' || facts.fracture === undefined || noTarget(facts) !== undefined || reasons.length === 0)
    return []
  const lines: readonly Markdown[] = [
    fractureText(facts.fracture),
    ...(facts.painCourse === undefined ? [] : [painLine(facts.painCourse)]),
    ...(hasTriedCare(facts) === false ? [own('no analgesic, therapy or brace found')] : [])
  ]
  const name = augmentationOf(draft) === 'kyphoplasty' ? 'Kyphoplasty' : 'Augmentation'
  return [
    {
      draft,
      indicator: 'warning',
      summary: `${name} drafted, but ${reasons.slice(0, 2).join(', ')}: usually after failed care, with oedema and severe pain.`,
      why: list(lines, '; '),
      guidance: own(
        'AAOS 2010 lists kyphoplasty as a weak option. ACR 2018 and NICE TA279 allow augmentation for severe ongoing pain after optimal care, with the pain at the level of a fracture still active on imaging.'
      ),
      proposals: [consult(draft, all, facts), ...scan(facts)]
    }
  ]
}

/** A recent MRI or bone scan (eight weeks by default, a design choice); reports are not read, so it proves only that one was done. */
export const imagingRow: Row = (draft, _all, facts) => {
  const { spineScans, asOf, fracture, settings } = facts
  if (asOf === undefined || fracture === undefined || noTarget(facts) !== undefined) return []
  const done = (spineScans ?? []).filter(({ state }) => state === 'done')
  const since = dayNumber(asOf) - settings.augmentationImagingDays
  if (done.some(({ date }) => date !== undefined && date.first >= since)) return []
  const [last] = [...done].sort((a, b) => (b.date?.first ?? 0) - (a.date?.first ?? 0))
  const window = weeksText(settings.augmentationImagingDays)
  const none = `No MRI or bone scan of the last ${window} found`
  const state = spineScans === undefined ? 'Procedures and orders could not be read' : none
  return [
    {
      draft,
      indicator: 'warning',
      summary: `${spineScans === undefined ? `Cannot confirm an MRI of the last ${window}` : none}: confirm an active fracture at the painful level.`,
      why: last === undefined ? own(state) : md`${own(state)}; last: ${foreign(last.name)} (${own(dated(last.date))})`,
      guidance: own('ACR 2018: MRI without contrast, or a bone scan where MRI cannot be done, tells an active fracture from an old one.'),
      proposals: scan(facts)
    }
  ]
}

export const untreatedRow: Row = (draft, _all, facts) => {
  const { boneTherapies, boneReferrals, drafts } = facts
  const isTreated = boneTherapies === undefined || boneTherapies.some(({ state }) => state === 'current') || (drafts ?? []).some(isBoneDrug)
  if (isTreated || !isFragility(facts)) return []
  const isReferred = (boneReferrals ?? []).some(({ status, ended }) => status === 'active' && !ended)
  return [
    {
      draft,
      indicator: 'info',
      summary: 'No bone medicine in force: the procedure does not treat osteoporosis. Plan treatment.',
      why: own('No bone-active medicine in force or drafted'),
      guidance: own(
        'A fragility fracture is a reason to treat osteoporosis whatever the bone density (AACE 2020); the next fracture is what medicine prevents.'
      ),
      proposals: isReferred ? [] : ask('bone-specialist-referral')
    }
  ]
}
