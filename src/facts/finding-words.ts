/** Words that place a Condition in a value set where no code of ours does: never enough for a critical card. */
import type { ValueSetId } from '../terminology/index.js'
import { boneWords, type WordRule } from './bone-words.js'

/** Words that make a symptom or an accident absent, old or somebody else's. */
const notNew =
  /\b(no|not|without|denie[sd]|negative for|resolved|history of|h\/o|hx|family|fh|risk of|fear of|screening|chronic|long[- ]?standing|(?<!years?[- ])old|remote|prior|previous|years ago)\b/i

/** The whole entry is an exclusion: "Cauda equina syndrome ruled out". What is yet to be ruled out, or is only one half of the entry, stays in question. */
const ruledOut =
  /^(acute |suspected )?(cauda equina( syndrome)?|(spinal )?cord compression|myelopathy),? (was |is |has been )?(ruled out|excluded)\b[^,;.]*$/

/** Words that make a lasting state absent, over or somebody else's. */
const notThere =
  /\b(no|not|without|denie[sd]|negative for|resolved|history of|h\/o|hx|family|fh|risk (of|for)|fear of|screening|ruled out|excluded|remote|years ago)\b/i

/** Words that place an uncoded Condition in a value set, for sets whose code lists cannot be complete. */
const wordRules: readonly WordRule[] = [
  {
    sets: ['cancer-snomed'],
    words:
      /\b(malignan\w*|cancers?|carcinoma\w*|adenocarcinoma|lymphoma|melanoma|sarcoma|leuk[ae]*mia|metasta\w*|myeloma|plasmacytoma|(breast|lung|prostate|colon|rectal|renal|kidney|bladder|ovarian|thyroid|pancreatic|gastric) ca|(bone|spin(e|al)|vertebral|liver|lung|brain) mets)\b/i,
    unless:
      /\b(family history|fh|(?<!\b(by|on|at|through) )screening|suspected|ruled? out|excluded|no evidence of (?!disease|recurren)|no (known )?(history of )?(cancer|malignan\w*)|negative for|fear of|risk (of|for) (?!recurren|relapse|metasta)|basal cell|squamous cell carcinoma of (the )?skin|benign|in situ|(non|pre)-?(malignan\w*|cancer\w*)|malignant (hyperthermia|hyperpyrexia|otitis|(essential |secondary |renovascular )?hypertensi\w*)|neuroleptic malignant)\b/i
  },
  {
    sets: ['palliative-care'],
    words: /\b(hospice|palliative|comfort (care|measures)|end[- ]of[- ]life care)\b/i,
    unless:
      /\b(declin\w*|refus\w*|discharged from|no longer|not|discuss\w*|consider\w*|eligib\w*|mother|father|parents?|husband|wife|spouse|partner|brother|sister|son|daughter|family|relatives?)\b/i
  },
  {
    sets: ['cauda-equina'],
    words:
      /\b(cauda equina|conus (medullaris )?(syndrome|compression)|saddle (area )?(numbness|an[ae]*sthesia|hyp[ao]*esthesia|par[ae]*sthesia|sensory loss)|numb(ness)? (in |of |around |near |over )?(the )?(saddle|anus|perine(um|al)|perianal|genital\w*|buttocks)|(decreased|reduced|diminished|impaired|altered|absent|lost|loss of) ((saddle|perineal|perianal|genital) sensation|(sensation|feeling) (in|of|over|around) (the )?(saddle|anus|perine(um|al)|perianal|genital\w*))|new([- ]onset)? (urinary incontinence|sexual dysfunction)|loss of bladder control|(bowel and bladder|bladder and bowel) (incontinence|dysfunction)|(perineal|perianal|genital) (numbness|an[ae]*sthesia|hyp[ao]*esthesia|sensory loss)|bilateral (sciatica|(leg|lower (limb|extremity)) (numbness and )?weakness)|weakness (of |in )?both (legs|lower (limbs|extremities))|both legs (are )?weak)\b/i,
    unless: new RegExp(`${notNew.source}|${ruledOut.source}`, 'i')
  },
  {
    sets: ['urinary-retention'],
    words:
      /\b(urinary retention|retention of urine|((unable|inability) to|cannot) (void|urinate|pass urine)|overflow incontinence|urinary overflow|post[- ]?void residual (of |volume )?([2-9]\d\d|\d{4}) ?ml)\b/i,
    unless: notNew
  },
  {
    sets: ['bowel-incontinence'],
    words:
      /\b((bowel|f[ae]*cal|stool) incontinence|incontinence of (bowels?|stool|f[ae]*ces)|loss of (bowel|anal|sphincter) (control|tone))\b/i,
    unless: notNew
  },
  {
    sets: ['motor-deficit'],
    words:
      /\b(foot[- ]?drop|drop foot|(leg|lower (limb|extremity)) weakness|weakness,? (of |in )?(the )?(both |left |right )?(legs?|lower (limbs?|extremit(y|ies)))|weak (left |right )?legs?|(leg|lower (limb|extremity)) (paresis|paralysis)|unable to move (the |both |left |right )?legs?|motor deficit|monoparesis|para(paresis|plegia))\b/i,
    unless: notNew
  },
  {
    sets: ['neurological-deficit'],
    words:
      /\b(myelopathy|sensory level|spinal cord (injury|compression)|cord compression|(neurologic(al)?|sensory) deficit|loss of sensation below|spasticity|spastic legs?|hyper-?reflexia|babinski|clonus|ASIA (grade |scale |impairment scale )?[A-D])\b/i,
    unless: new RegExp(`${notNew.source}|${ruledOut.source}|\\b(cervical|cerebral palsy|multiple sclerosis|stroke|arm|upper|hand)\\b`, 'i')
  },
  {
    sets: ['high-energy-trauma'],
    words:
      /\b((motor vehicle|road traffic|car|motorcycle|motorbike) (accident|collision|crash)|MV[AC]|RT[AC]|(hit|struck) by (a )?(car|vehicle|truck|bus)|(fall|fell|fallen|thrown) (off|from|down from) (a |the )?(height|ladder|roof|scaffold(ing)?|tree|horse|balcony)|(fall|fell) (down )?from (about |over )?(([3-9]|[1-9]\d) ?m(et(er|re)s?)?|[1-9]\d ?(ft|feet))|crush injury (of |to )?(the )?(back|spine|trunk|torso)|diving accident|trauma activation)\b/i,
    unless: notNew
  },
  {
    sets: ['ankylosing-spine'],
    words: /\b(ankylosing spondylitis|bechterew|diffuse idiopathic skeletal hyperostosis|forestier|DISH|bamboo spine)\b/i,
    unless: /\b(no|without|family history|fh|suspected|rule out|negative for)\b/i
  },
  {
    sets: ['spinal-infection'],
    words:
      /\b((spondylo)?dis[ck]+itis|(vertebral|spinal) osteomyelitis|osteomyelitis of (the )?(\w+ )?(spine|vertebra\w*)|(spinal|vertebral|epidural) abscess|(spinal|vertebral|disc) infection|pott('?s)? (disease|spine))\b/i,
    unless: new RegExp(`${notThere.source}|\\b(treated|healed)\\b`, 'i')
  },
  {
    sets: ['bacteremia-sepsis-endocarditis', 'sepsis'],
    words: /\b(sepsis|septic shock|septic[ae]+mia|urosepsis)\b/i,
    unless: notThere
  },
  {
    sets: ['bacteremia-sepsis-endocarditis'],
    words: /\b(bacter[ae]+mia|(infective|bacterial|infectious) endocarditis)\b/i,
    unless: notThere
  },
  {
    sets: ['iv-drug-use'],
    words:
      /\b(IVDU|IVDA|PWID|(intravenous|IV|inject(ion|ing|ed)) (drug|heroin|opioid|substance)s? (use\w*|abuse\w*|misuse)|(heroin|drug|opioid) (use|abuse),? (intravenous|injected|IV)|inject(s|ing) (drugs|heroin)|people? who injects?)\b/i,
    unless: new RegExp(`${notThere.source}|\\b(never|former|past)\\b`, 'i')
  },
  {
    sets: ['immunosuppression'],
    words:
      /\b(immuno-?suppress(ed|ion)|immuno-?compromised|immunodeficien\w*|HIV|(organ|kidney|renal|liver|heart|lung|bone marrow|stem cell) transplant(ed|ation)?)\b/i,
    unless: new RegExp(
      `${notThere.source.replace('history of|h\\/o|hx|', '')}|\\b(test\\w*|negative|exposure|prophyla\\w*|PrEP|donor|await\\w*|candidate|evaluation)\\b`,
      'i'
    )
  },
  {
    sets: ['tuberculosis-granulomatous'],
    words: /\btuberculosis\b/i,
    unless: new RegExp(`${notThere.source}|\\b(latent|test\\w*|contact|exposure|vaccin\\w*|negative)\\b`, 'i')
  },
  {
    sets: ['spinal-malignancy'],
    words:
      /\b((osteo)?lytic|destructive) (\w+ )?(lesions?|process)|\b(epidural|vertebral|spinal) (mass|tumou?r)\b|\b(lytic|destructive) (lesion )?(of|in) (the )?(\w+ )?(vertebra\w*|spine)\b/i,
    unless: new RegExp(`${notThere.source}|\\b(benign|h[ae]*mangioma)\\b`, 'i')
  },
  { sets: ['mgus'], words: /\b(MGUS|monoclonal gammopathy)\b/i, unless: notThere },
  {
    sets: ['weight-loss'],
    words: /\b(unexplained|unintentional|unintended|involuntary|abnormal) weight loss\b/i,
    unless: notNew
  },
  { sets: ['back-pain'], words: /\b(back ?(pain|ache)|lumbago|dorsalgia)\b/i, unless: notThere },
  {
    sets: ['pregnancy'],
    words: /\b(pregnan(t|cy)|gravid)\b/i,
    unless: new RegExp(
      `${notThere.source}|\\b(tests?|negative|plan\\w*|prevent\\w*|contracept\\w*|trying|desire\\w*|prior|previous|post|loss|terminat\\w*|ectopic|false|wife|partner|daughter)\\b`,
      'i'
    )
  },
  {
    sets: ['lactation-postpartum'],
    words: /\b(breast[- ]?feeding|lactating|lactation|nursing mother|post-?partum|post-?natal|puerper\w*)\b/i,
    unless: new RegExp(
      `${notThere.source}|\\b(stopped|weaned|ended|suppress\\w*|previous|prior|depress\\w*|mood|psychos\\w*|thyroid\\w*|advice|leaflet)\\b`,
      'i'
    )
  },
  {
    sets: ['upright-intolerance'],
    words:
      /\b((unable|inability|not able|cannot|can ?not|can['’]?t|does not|intoleran(t|ce)) (of |to )?(tolerat\w* )?((sit|stand|stay|remain|keep|be)\w*\b[^.;]{0,30}\b(upright|erect)|(an? )?upright( posture| position)?|sit(ting)?|stand or sit)|upright intolerance)\b/i,
    // "Unable" is itself a negation.
    unless:
      /\b(denie[sd]|no longer|resolved|previous(ly)?|prior|prevention|risk (of|for)|history of|h\/o|mother|father|husband|wife|spouse|family)\b/i
  },
  {
    sets: ['upright-intolerance'],
    words: /\b(bed[- ]?(bound|ridden|fast)|confined to (the )?bed|bed confinement)\b/i,
    unless:
      /\b(no|not|without|denie[sd]|no longer|risk (of|for)|history of|h\/o|resolved|previous(ly)?|prior|past|mother|father|husband|wife|spouse|family)\b/i
  },
  {
    sets: ['nasal-ulceration'],
    words:
      /\b((nasal|nose|septal|nostril)\b.{0,20}\b(ulcer\w*|perforation)|ulcer\w* (of|in) (the )?(nose|nasal|nostril)\w*|(severe|atrophic|ulcerative) rhinitis|rhinitis,? severe|oz[ae]*na)\b/i,
    unless: /\b(no|not|without|resolved|healed|history of|h\/o|family|risk of|ventricular|atrial)\b/i
  },
  {
    sets: ['fall-event-unspecified'],
    words:
      /\b(falls?|fell|accidental falls?) (at (home|work)|from (bed|a? ?chair|(a )?standing( height)?)|in (the )?(bath\w*|kitchen|house|garden|street|shower)|on (the )?(ice|floor|stairs|steps)|down (the )?(stairs|steps)|on same level)\b|\b(accidental|mechanical|ground[- ]level|low[- ]energy|recent|recurrent|repeated) falls?\b/i,
    unless: /\b(no|not|without|denies|risk|prevent\w*|fear of|screening|family|mother|father|ladder|roof|height of)\b/i
  },
  ...boneWords
]

/** Most Conditions hold none of the words, and one look tells so. Every pattern begins at the border of a word; said once, that is three times faster. */
const anyWords = new RegExp(`\\b(?:${wordRules.map(({ words }) => words.source.replace(/^\\b/, '')).join('|')})`, 'i')

/** The value sets that the words speak of. */
export function setsInWords(words: string): Set<ValueSetId> {
  const found = new Set<ValueSetId>()
  if (!anyWords.test(words)) return found
  for (const { sets, words: pattern, unless } of wordRules)
    if (pattern.test(words) && !unless.test(words)) for (const set of sets) found.add(set)
  return found
}
