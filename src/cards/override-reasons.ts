/** Why a user may not follow a card, coded: HL7's non-adherence reasons where one fits, else our own system. */
import type { Coding } from '../cds-hooks/response.js'
import { defaultSettings, type ThresholdName } from '../facts/settings.js'
import type { OverrideReasonId } from '../rules/rule.js'

/** CDS Hooks 3.0 ballot, "Override Reasons": the code system offered for them. */
const NON_ADHERENCE = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes'

/** The setting that says how long an override with a reason rests the card for that patient (clinical reference 0.7). Whatever the span, new data end it. */
export const restSettings = {
  /** Addressed elsewhere, or not now: another visit should ask again. */
  'for-now': 'quietForNowDays',
  /** The patient does not want it. */
  preference: 'quietPreferenceDays',
  /** The clinician holds it for wrong in this patient, as the data are. */
  judgement: 'quietJudgementDays',
  /** The data themselves are doubted: until they change, and a year at most. */
  data: 'quietDataDays'
} as const satisfies Readonly<Record<string, ThresholdName>>
export type Rest = keyof typeof restSettings

/** How long by default, which is the longest that a site may set. */
export const restDays = Object.fromEntries(
  Object.entries(restSettings).map(([rest, setting]) => [rest, defaultSettings[setting]])
) as Readonly<Record<Rest, number>>

interface Reason {
  readonly display: string
  readonly rests: Rest
  /** The published code that means the same. */
  readonly published?: string
}

const reasons: Readonly<Record<OverrideReasonId, Reason>> = {
  declined: { display: 'Patient declined after discussion', rests: 'preference', published: 'patient-refuses' },
  'not-appropriate': { display: 'Not clinically appropriate', rests: 'judgement', published: 'cds-not-applicable' },
  'data-wrong': { display: 'Not a fragility fracture, or data wrong', rests: 'data' },
  'addressed-elsewhere': { display: 'Already addressed elsewhere', rests: 'for-now', published: 'action-completed' },
  'will-address-later': { display: 'Will address at another visit', rests: 'for-now', published: 'not-convenient-feasible' },
  'comfort-goals': { display: 'Comfort-focused goals of care', rests: 'preference', published: 'does-not-align-preferences' },
  'diet-sufficient': { display: 'Diet already sufficient', rests: 'for-now' },
  'over-the-counter': { display: 'Takes an over-the-counter product', rests: 'for-now' },
  'stones-or-hypercalcaemia': { display: 'History of stones or high calcium', rests: 'judgement', published: 'patient-contraindication' },
  'therapy-elsewhere': { display: 'On therapy elsewhere', rests: 'for-now', published: 'action-completed' },
  'course-completed': { display: 'Completed course or drug holiday', rests: 'judgement' },
  'dental-work': { display: 'Dental work pending', rests: 'for-now' },
  'gi-intolerance': { display: 'Gastrointestinal intolerance', rests: 'judgement', published: 'patient-contraindication' },
  'specialist-managing': { display: 'Specialist is managing this', rests: 'for-now' },
  'limited-life-expectancy': { display: 'Limited life expectancy', rests: 'judgement' },
  'prefers-other-route': { display: 'Patient prefers another drug or route', rests: 'preference', published: 'does-not-align-preferences' },
  'labs-done-elsewhere': { display: 'Results known from elsewhere', rests: 'for-now', published: 'action-completed' },
  'inpatient-therapy': { display: 'Inpatient therapy already running', rests: 'for-now', published: 'action-completed' },
  transport: { display: 'No transport or service', rests: 'for-now', published: 'service-not-available' },
  'pain-too-severe': { display: 'Pain too severe now', rests: 'for-now' },
  'medical-reason-for-rest': { display: 'Another medical reason for rest', rests: 'for-now' },
  'spine-team-advice': { display: 'On advice of the spine team', rests: 'for-now' },
  'pain-controlled': { display: 'Pain is controlled', rests: 'for-now' },
  'avoids-malignancy-signal': { display: 'Malignancy signal not accepted', rests: 'judgement', published: 'recipient-concerns-outcomes' },
  'not-on-formulary': { display: 'Not on formulary', rests: 'for-now', published: 'service-not-available' },
  'onset-uncertain': { display: 'Onset uncertain', rests: 'data' },
  'onset-known': { display: 'Onset known but not recordable here', rests: 'for-now' },
  'already-imaged': { display: 'Already imaged or under evaluation', rests: 'for-now', published: 'action-completed' },
  'cleared-by-specialist': { display: 'Cleared by a specialist', rests: 'for-now', published: 'action-completed' },
  'benefit-outweighs-risk': { display: 'Benefit outweighs the risk here', rests: 'judgement', published: 'recipient-disagrees-evidence' },
  'dose-intended': { display: 'Dose or schedule is intended', rests: 'judgement' },
  'tolerated-before': { display: 'Tolerated before', rests: 'judgement' },
  'monitoring-in-place': { display: 'Monitoring is in place', rests: 'judgement' }
}

const OWN_PATH = '/CodeSystem/override-reason'

const ownRests: ReadonlyMap<string, Rest> = new Map(Object.entries(reasons).map(([id, { rests }]) => [id, rests]))
/** A published code may stand for several of our reasons; they rest equally long (tested). */
const publishedRests: ReadonlyMap<string, Rest> = new Map(
  Object.values(reasons).flatMap(({ rests, published }) => (published === undefined ? [] : [[published, rests] as const]))
)

/**
 * What an override with this code rests on; undefined for a code that no card of ours offers. A client may leave out the system, and may send
 * reasons of a list of its own, whose codes mean nothing here. The canonical base of ours may have changed since.
 */
export function restOf(code: string, system?: string): Rest | undefined {
  if (system === undefined) return publishedRests.get(code) ?? ownRests.get(code)
  if (system === NON_ADHERENCE) return publishedRests.get(code)
  return system.endsWith(OWN_PATH) ? ownRests.get(code) : undefined
}

export const overrideCoding = (id: OverrideReasonId, canonicalBase: string): Required<Coding> => {
  const { display, published } = reasons[id]
  return published === undefined
    ? { code: id, system: `${canonicalBase}${OWN_PATH}`, display }
    : { code: published, system: NON_ADHERENCE, display }
}
