/**
 * Words that place an uncoded Condition or Procedure in a value set that withholds a drug or asks a question first. Many charts carry
 * such entries under local codes; found by words, they hold an offer back and never make a critical card (design section 8).
 */
import type { ValueSetId } from '../terminology/index.js'

export interface WordRule {
  readonly set: ValueSetId
  readonly words: RegExp
  readonly unless: RegExp
}

/** Not said of this patient, or not said to be so. */
const notSo =
  String.raw`\b(no|not|non|without|never|denie[sd]|negative for|family|fh|mother|father|sister|brother|risk (of|for)|fear of|screening|` +
  String.raw`ruled? out|r\/o|suspected|possible|question of|exclu\w*|declin\w*|refus\w*|prevention|prophyla\w*|education|counsel\w*)\b`
const unless = (...more: readonly string[]): RegExp => new RegExp([notSo, ...more].join('|'), 'i')
const notDone = String.raw`\b(evaluation|consult\w*|candidate|planned|planning|consider\w*|referral|eligib\w*|scheduled|await\w*|reversal)\b`

export const withholdingWords: readonly WordRule[] = [
  {
    set: 'esophageal-obstruction-dysmotility',
    words:
      /\b(achalasia|o?esophageal (stricture|stenosis|obstruction|dysmotility|motility disorder|spasm)|(stricture|stenosis|obstruction|spasm) of (the )?o?esophagus)\b/i,
    unless: unless()
  },
  {
    set: 'bariatric-surgery',
    words: /\b(gastric bypass|roux[- ]en[- ]y|sleeve gastrectomy|bariatric surg\w*|biliopancreatic diversion)\b/i,
    unless: unless(notDone)
  },
  {
    set: 'nephrolithiasis',
    words:
      /\b((kidney|renal|ureteral|ureteric) (stones?|calcul(us|i))|(stones?|calcul(us|i)) (in|of) (the )?(kidneys?|ureters?)|calcium oxalate stones?|nephrolithiasis|urolithiasis)\b/i,
    unless: unless()
  },
  { set: 'sarcoidosis', words: /\bsarcoidosis\b/i, unless: unless() },
  { set: 'hyperparathyroidism', words: /\bhyperparathyroidism\b/i, unless: unless(String.raw`\b(secondary|tertiary|renal)\b`) },
  {
    set: 'hypercalcemia',
    words: /\bhypercalca?emia\b/i,
    unless: unless(String.raw`\bfamilial\b`, String.raw`\b(history of|h\/o|hx|resolved)\b`)
  },
  { set: 'hypocalcemia', words: /\bhypocalca?emia\b/i, unless: unless(String.raw`\b(history of|h\/o|hx|resolved)\b`) },
  {
    set: 'osteonecrosis-of-jaw',
    words: /\b((osteonecrosis|avascular necrosis) of (the )?(jaw|mandible|maxilla)|(jaw|mandibular|maxillary) osteonecrosis|[AMB]RONJ)\b/i,
    unless: unless()
  },
  {
    set: 'atypical-femoral-fracture',
    words: /\batypical (fracture of (the )?(femur|femoral shaft)|(femur|femoral|subtrochanteric)( shaft)? fracture)/i,
    unless: unless()
  },
  { set: 'mgus', words: /\b(MGUS|monoclonal gammopathy)\b/i, unless: unless() },
  {
    set: 'spinal-infection',
    words:
      /\b((vertebral|spinal|spine) (osteomyelitis|discitis|infection)|(spondylo)?discitis|spinal epidural abscess|osteomyelitis of (the )?(spine|vertebrae?))\b/i,
    unless: unless(String.raw`\b(history of|h\/o|hx|old|prior|previous|resolved|treated|healed)\b`)
  },
  {
    set: 'ckd-stage-4-5-esrd',
    words:
      /\b(end[- ]stage (renal|kidney) (disease|failure)|ESRD|ESKD|(chronic kidney disease|CKD)[,:]?( \(CKD\),?)? (stage |stg )?G?(4|5|IV|V)|(on|requiring|receiving|chronic|maintenance) (h[ae]*emo|peritoneal |renal )?dialysis)\b/i,
    unless: unless()
  },
  {
    set: 'pregnancy',
    words: /\b(pregnant|pregnancy)\b/i,
    unless: unless(
      String.raw`\b(tests?|contracep\w*|history|h\/o|hx|previous|prior|past|ectopic|molar|loss|termination|terminated|ended|desire\w*|wish\w*|trying|after|since|post|plan\w*)\b`
    )
  },
  {
    set: 'vte',
    words: /\b(deep (vein|venous) thrombosis|DVT|pulmonary embol(ism|us|i)|venous thromboembolism)\b/i,
    unless: unless()
  },
  {
    set: 'stroke-mi-history',
    words: /\b(myocardial infarction|heart attack|NSTEMI|STEMI|stroke|cerebrovascular accident|cerebral infarction)\b/i,
    unless: unless(String.raw`\b(heat|sun)[- ]?stroke\b`, String.raw`\bmini[- ]stroke\b`)
  }
]
