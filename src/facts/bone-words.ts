/** Words by which uncoded Conditions stand against a bone medicine or a supplement. Whatever they find counts less than a code: never for a critical card. */
import type { ValueSetId } from '../terminology/index.js'

export interface WordRule {
  readonly sets: readonly ValueSetId[]
  /** Begins at the border of a word. */
  readonly words: RegExp
  readonly unless: RegExp
}

/** Absent, only feared, or somebody else's. */
const absent =
  /\b(no|not|without|denie[sd]|negative for|rule[sd]? out|r\/o|excluded|unlikely|family history|fh|mother|father|sister|brother|fear of|risk (of|for)|screening( for)?|prevention)\b/i
/** The same, or over: where only what is active counts. */
const absentOrPast = new RegExp(`${absent.source}|\\b(history of|h\\/o|hx|healed|resolved|previous|prior|past|remote)\\b`, 'i')
/** An operation that is only spoken of. */
const notDone = new RegExp(
  `${absent.source}|\\b(planned|planning|consider\\w*|candidate|eligib\\w*|referr\\w*|evaluat\\w*|consult\\w*|declin\\w*|refus\\w*)\\b`,
  'i'
)
/** "Unable" is itself a negation. */
const canAgain = /\b(denie[sd]|no longer|resolved|previously|prior|family history|prevention|risk (of|for))\b/i

export const boneWords: readonly WordRule[] = [
  {
    sets: ['esophageal-obstruction-dysmotility'],
    words:
      /\b(achalasia|o?esophag\w* (stricture|stenosis|obstruction|dysmotility|motility disorder|spasm|varic\w*|varix)|(stricture|stenosis|obstruction|dysmotility|spasm|varic\w*) of (the )?o?esophagus|delayed o?esophageal emptying)\b/i,
    unless: absent
  },
  {
    sets: ['esophageal-mucosal-disease'],
    words: /\b(barrett['’]?s?|o?esophagitis|o?esophageal ulcer\w*|ulcer of (the )?o?esophagus)\b/i,
    unless: absentOrPast
  },
  { sets: ['gastritis'], words: /\bgastritis\b/i, unless: absentOrPast },
  {
    sets: ['peptic-ulcer-gi-bleed'],
    words: /\b((peptic|gastric|duodenal|stomach) ulcer\w*|(upper )?(gi|gastrointestinal) (bleed\w*|ha?emorrhage))\b/i,
    unless: absentOrPast
  },
  { sets: ['dysphagia'], words: /\b(dysphagia|aspiration risk)\b/i, unless: absentOrPast },
  {
    sets: ['dysphagia'],
    words: /\b(difficult(y|ies)|trouble|unable|inability|cannot|can['’]?t|not able) (in |with |to )?swallow\w*\b/i,
    unless: canAgain
  },
  {
    sets: ['bariatric-surgery'],
    words:
      /\b((roux-?en-?y )?gastric (bypass|sleeve|band\w*)|sleeve gastrectomy|bariatric (surgery|procedure|operation)|weight[- ]loss surgery)\b/i,
    unless: notDone
  },
  {
    sets: ['osteonecrosis-of-jaw'],
    words: /\b((osteonecrosis|avascular necrosis|necrosis) of (the )?(jaw|mandible|maxilla)|jaw osteonecrosis|[mb]?ronj|onj)\b/i,
    unless: absent
  },
  {
    sets: ['atypical-femoral-fracture'],
    words: /\batypical (femoral|femur|subtrochanteric|femoral shaft|fracture of (the )?(left |right )?femur)\b/i,
    unless: absent
  },
  { sets: ['hypocalcemia'], words: /\bhypocalc[ae]*mia\b/i, unless: absentOrPast },
  { sets: ['hypercalcemia'], words: /\bhypercalc[ae]*mia\b/i, unless: new RegExp(`${absentOrPast.source}|\\bfamilial\\b`, 'i') },
  {
    sets: ['hyperparathyroidism'],
    words: /\b(primary hyperparathyroidism|(?<!\b(secondary|tertiary) )hyperparathyroidism)\b/i,
    unless: absentOrPast
  },
  { sets: ['sarcoidosis'], words: /\b(sarcoid|sarcoidosis)\b/i, unless: absent },
  {
    sets: ['nephrolithiasis'],
    words: /\b(nephrolithiasis|urolithiasis|(kidney|renal|ureter\w*|calcium oxalate|calcium phosphate) (calcul\w*|stones?))\b/i,
    unless: absent
  },
  { sets: ['hypercalciuria'], words: /\bhypercalciuria\b/i, unless: absentOrPast },
  {
    sets: ['paget-disease'],
    words: /\b(paget['’]?s? (bone )?disease|osteitis deformans)\b/i,
    unless: new RegExp(`${absent.source}|\\b(breast|nipple|vulva\\w*|penis|anal|perianal|extramammary|mammary)\\b`, 'i')
  },
  {
    sets: ['ckd-stage-4-5-esrd'],
    words:
      /\b((ckd|chronic kidney disease|chronic renal failure)( \(ckd\))?[,:( ]*(stage |stg )?g?([45]|iv|v)\b|stage (4|5|iv|v) (ckd|chronic kidney disease)|end[- ]stage (renal|kidney) (disease|failure)|esrd|on (h[ae]*mo|peritoneal )?dialysis|dialysis[- ]dependent|dependen(t|ce) on (renal |h[ae]*mo)?dialysis)/i,
    unless: absentOrPast
  },
  {
    sets: ['acute-kidney-injury'],
    words: /\b(acute (kidney|renal) (injury|failure)|aki)\b/i,
    unless: absentOrPast
  },
  { sets: ['osteomalacia'], words: /\bosteomalacia\b/i, unless: absent },
  { sets: ['osteogenesis-imperfecta'], words: /\bosteogenesis imperfecta\b/i, unless: absent },
  {
    sets: ['vte'],
    words: /\b(deep (vein|venous) thrombosis|DVT|pulmonary embol(ism|us|i)|venous thromboembolism)\b/i,
    unless: new RegExp(`${absent.source}|\\bprophyla\\w*`, 'i')
  },
  {
    sets: ['stroke-mi-history'],
    words: /\b(myocardial infarction|heart attack|NSTEMI|STEMI|stroke|cerebrovascular accident|cerebral infarction)\b/i,
    unless: new RegExp(`${absent.source}|\\b(heat|sun|mini)[- ]?stroke\\b`, 'i')
  }
]
