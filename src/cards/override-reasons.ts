/** Why a user may not follow a card, coded: HL7's non-adherence reasons where one fits, else our own system. */
import type { Coding } from '../cds-hooks/response.js'
import type { OverrideReasonId } from '../rules/rule.js'

/** CDS Hooks 3.0 ballot, "Override Reasons": the code system offered for them. */
const NON_ADHERENCE = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes'

interface Reason {
  readonly display: string
  /** The published code that means the same. */
  readonly published?: string
}

const reasons: Readonly<Record<OverrideReasonId, Reason>> = {
  declined: { display: 'Patient declined after discussion', published: 'patient-refuses' },
  'not-appropriate': { display: 'Not clinically appropriate', published: 'cds-not-applicable' },
  'data-wrong': { display: 'Not a fragility fracture, or data wrong' },
  'addressed-elsewhere': { display: 'Already addressed elsewhere', published: 'action-completed' },
  'will-address-later': { display: 'Will address at another visit', published: 'not-convenient-feasible' },
  'comfort-goals': { display: 'Comfort-focused goals of care', published: 'does-not-align-preferences' },
  'diet-sufficient': { display: 'Diet already sufficient' },
  'over-the-counter': { display: 'Takes an over-the-counter product' },
  'stones-or-hypercalcaemia': { display: 'History of stones or high calcium', published: 'patient-contraindication' },
  'therapy-elsewhere': { display: 'On therapy elsewhere', published: 'action-completed' },
  'course-completed': { display: 'Completed course or drug holiday' },
  'dental-work': { display: 'Dental work pending' },
  'gi-intolerance': { display: 'Gastrointestinal intolerance', published: 'patient-contraindication' },
  'specialist-managing': { display: 'Specialist is managing this' },
  'limited-life-expectancy': { display: 'Limited life expectancy' },
  'prefers-other-route': { display: 'Patient prefers another drug or route', published: 'does-not-align-preferences' },
  'labs-done-elsewhere': { display: 'Results known from elsewhere', published: 'action-completed' },
  'inpatient-therapy': { display: 'Inpatient therapy already running', published: 'action-completed' },
  transport: { display: 'No transport or service', published: 'service-not-available' },
  'pain-too-severe': { display: 'Pain too severe now' },
  'medical-reason-for-rest': { display: 'Another medical reason for rest' },
  'spine-team-advice': { display: 'On advice of the spine team' },
  'pain-controlled': { display: 'Pain is controlled' },
  'avoids-malignancy-signal': { display: 'Malignancy signal not accepted', published: 'recipient-concerns-outcomes' },
  'not-on-formulary': { display: 'Not on formulary', published: 'service-not-available' },
  'onset-uncertain': { display: 'Onset uncertain' },
  'onset-known': { display: 'Onset known but not recordable here' },
  'already-imaged': { display: 'Already imaged or under evaluation', published: 'action-completed' },
  'cleared-by-specialist': { display: 'Cleared by a specialist', published: 'action-completed' },
  'benefit-outweighs-risk': { display: 'Benefit outweighs the risk here', published: 'recipient-disagrees-evidence' },
  'dose-intended': { display: 'Dose or schedule is intended' },
  'tolerated-before': { display: 'Tolerated before' },
  'monitoring-in-place': { display: 'Monitoring is in place' }
}

export const overrideCoding = (id: OverrideReasonId, canonicalBase: string): Required<Coding> => {
  const { display, published } = reasons[id]
  return published === undefined
    ? { code: id, system: `${canonicalBase}/CodeSystem/override-reason`, display }
    : { code: published, system: NON_ADHERENCE, display }
}
