/** How the code of a fracture, or else its words, say that it may be unstable (clinical reference, section 4). */
import type { Fracture } from './fracture.js'

/** `burst` and `three-column` are codes; words are never certain. */
export type Instability = 'burst' | 'three-column' | 'in words'

/** Not read where the code states a wedge. */
const shapeWords = /\b(burst|chance (type )?fracture|flexion[- ]distraction|tricolumnar|three[- ]column)\b/i
const unstableWords = new RegExp(
  [
    String.raw`\b(retropuls\w*|dislocat\w*|unstable)\b`,
    // From half of the height, and from 30 degrees of kyphosis.
    String.raw`\b([5-9]\d|100) ?(%|percent) (anterior |vertebral |body )*(height loss|loss of (\w+ )?height)`,
    String.raw`\b(height loss|loss of (\w+ )?height) (of )?(about |over |> ?|≥ ?)?([5-9]\d|100) ?%`,
    String.raw`\bkyphosis (of )?(about |over |> ?|≥ ?)?([3-9]\d) ?(°|deg)`,
    String.raw`\b(posterior ligament\w*|ligamentous)( complex)? (injury|disruption|rupture|tear)`
  ].join('|'),
  'i'
)
/** Grades of the osteoporotic fracture classification; "FRACTURE OF 3 VERTEBRAE" is none. */
const gradeWords = /(?<!(?:FRACTURE|FX|COLLAPSE|COMPRESSION|HISTORY)S? )\bOF[- ]?(?:type )?[345]\b/
const deniedWords = /\b(no|not|without|excluded|exclude|ruled out|rule out|r\/o|negative for|history of)\b/i

const hasUnstableWords = (name: string, isWedge: boolean): boolean =>
  (unstableWords.test(name) || gradeWords.test(name) || (!isWedge && shapeWords.test(name))) && !deniedWords.test(name)

/** What speaks for an unstable fracture; undefined when nothing does. */
export function instabilityOf({ sets, name }: Fracture): Instability | undefined {
  if (sets.has('vertebral-fracture-burst') || sets.has('vertebral-fracture-burst-stable') || sets.has('vertebral-fracture-burst-unstable'))
    return 'burst'
  if (sets.has('vertebral-fracture-three-column')) return 'three-column'
  return hasUnstableWords(name, sets.has('vertebral-fracture-wedge')) ? 'in words' : undefined
}
