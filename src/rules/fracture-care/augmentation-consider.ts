import type { FractureStory } from '../../facts/index.js'
import { fractureName, fractureText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, notApplicable, type Proposal } from '../rule.js'
import { foreign, md, own } from '../text.js'
import {
  ageWords,
  careLately,
  heldLines,
  isCurrent,
  ONE_YEAR,
  onsetUnknown,
  ordersKnown,
  painLine,
  painProblems,
  scoreOn,
  unreadLines
} from './course.js'
import { careTrial, coagulationLines, contraindication, contraindicationNeeds, lastingPain, trialNeeds } from './augmentation-gate.js'

/** From here the question may be put (clinical reference B18); it is convention, not a rule to act. */
const FOUR_WEEKS = 28

/**
 * Severe pain that lasts beyond four weeks despite analgesia is a reason to consider a consultation on augmentation, of which the evidence conflicts.
 * Never orders a procedure. Does not cover contraindications, improving pain, the first four weeks, fractures over a year or of unknown age: there it is silent.
 */
export const augmentationConsider = defineRule({
  id: 'augmentation-consider',
  title: 'Consultation on vertebral augmentation',
  kind: 'guidance',
  topic: 'rest',
  about: 'consultation on augmentation',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'weak',
  source: 'ACR-VCF-2018',
  evidence: ['ACR-VCF-2018', 'AAOS-2010', 'NICE-TA279', 'COCHRANE-VP-2018', 'ASBMR-VA-2019', 'VERTOS4-2018', 'VERTOS5-2023'],
  signOff: [
    'from 28 days is convention; 7/10 at a score of 14 days, and MRI within 8 weeks (defaults), are design choices',
    'bed-confined since the fracture with pain from 4/10 stands for "cannot mobilise"; admission is not read',
    'an analgesic or a brace begun 14 days ago (default) or earlier, or therapy since the fracture, stands for a trial of care',
    'INR 1.5 and platelets 50 rest on general knowledge; a result counts for 90 days; cement or contrast allergy is read from its words',
    'VAPOUR is taken from a secondary page; the NASS grades were not read'
  ],
  needs: ['fracture', 'painCourse', 'uprightIntolerance', ...trialNeeds, 'cardiacDevice', 'asOf', 'unread', ...contraindicationNeeds],

  evaluate(facts) {
    const { fracture, painCourse, analgesicOrders, spineCare, asOf, unread, settings } = facts
    if (!isCurrent(fracture) || asOf === undefined) return notApplicable('no current vertebral fracture')
    if (!isFragility(fracture)) return notApplicable(`the cause is ${fracture.etiology}`)
    if (onsetUnknown(fracture)) return notApplicable('onset not usable: no advice bound to the age of the fracture')
    if (fracture.age.min < FOUR_WEEKS || fracture.age.max > ONE_YEAR) return notApplicable('not surely between 28 days and 12 months old')
    const against = contraindication(fracture, facts, asOf)
    if (against !== undefined) return notApplicable(`contraindication on record: ${against}`)
    if (painCourse === undefined) return dataRequired('painCourse')
    const pain = lastingPain(fracture, facts, asOf)
    if (typeof pain === 'string') return notApplicable(pain)
    const seen = careLately(spineCare, ['spine-consultation', 'augmentation'], settings.spineReferralDays, asOf)
    if (seen !== undefined)
      return notApplicable(`a spine consultation or augmentation of the last ${String(settings.spineReferralDays)} days is on record`)
    if (facts.anticoagulantsTaken === undefined) return dataRequired('anticoagulantsTaken')
    if (analgesicOrders === undefined) return dataRequired('analgesicOrders')
    const trial = careTrial(facts, fracture, asOf)
    if (trial === undefined) return notApplicable('no trial of analgesia, therapy or a brace on record: see analgesia-plan')
    if (spineCare === undefined || !ordersKnown(unread)) return dataRequired('spineCare')

    // A recent MRI shows whether the level is active (clinical reference 3.1, a design choice).
    const hasMri = careLately(spineCare, ['spine-mri'], settings.augmentationImagingDays, asOf) !== undefined
    const [device] = facts.cardiacDevice ?? []
    return applies({
      indicator: 'info',
      summary: `Pain ${scoreOn(pain.now)}, ${fractureName(fracture)} ${ageWords(fracture)}: consider a spine/IR consultation; augmentation evidence conflicts.`,
      why: [
        fractureText(fracture, false),
        painLine(painCourse),
        md`${own(trial.kind)} tried: ${foreign(trial.name)} (since ${own(trial.start.text)})`,
        ...(pain.confined ? [own('Bed-confined since the fracture')] : [])
      ],
      guidance: [
        own(
          'Consider a consultation for a shared decision; routine vertebroplasty is not supported. Pain often eases over 2 to 12 weeks; there is no need to hurry and none to wait for a fixed week.'
        ),
        own('First confirm by MRI without contrast (STIR) that the painful level is still active; review analgesia and bone treatment.')
      ],
      disagreement: [
        own(
          'Against: AAOS 2010 (strong) recommends against vertebroplasty in the neurologically intact; Cochrane 2018, ASBMR 2019 and VERTOS IV found no important benefit over sham on average.'
        ),
        own(
          'For selected patients: ACR 2018 rates augmentation usually appropriate in defined variants; NICE TA279 (2013) allows it in severe pain of a recent, unhealed fracture when examination and imaging point to that level; VAPOUR (within 6 weeks) and VERTOS V (over 3 months with oedema, small) were positive. Kyphoplasty: AAOS weak option, ASBMR too little evidence.'
        ),
        own('Harms: cement leak, embolism, infection, rare nerve injury; serious events are too few to count.')
      ],
      notChecked: [
        ...coagulationLines(facts, asOf),
        ...(device === undefined ? [] : [md`No MRI offered: ${foreign(device.name)} on record; CT with bone scan or SPECT-CT instead`]),
        ...heldLines(spineCare, ['spine-consultation', 'augmentation', 'spine-mri'], asOf),
        ...painProblems(painCourse),
        ...unreadLines(unread, 'labs', 'allergies', 'medicationStatements', 'conditions', 'measurements'),
        own('Imaging reports, oedema and posterior wall are not read')
      ],
      ifYouDisagree: own('No consultation is a sound choice too; say why below.'),
      proposals: proposalsFor(hasMri || device !== undefined),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'will-address-later']
    })
  }
})

const isFragility = ({ etiology }: FractureStory): boolean => etiology === 'osteoporotic' || etiology === 'presumed-fragility'

/** MRI and consultation, side by side; never a procedure. */
const proposalsFor = (withoutMri: boolean): readonly Proposal[] => [
  ...(withoutMri ? [] : [{ kind: 'order', key: 'spine-mri', order: 'spine-mri-stir' } as const]),
  { kind: 'order', key: 'spine-consultation', order: 'spine-consultation' }
]
