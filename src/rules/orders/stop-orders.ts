/** Drafts that end or pause a medicine instead of starting it. */
import { isStop, type Draft } from '../../facts/drafts.js'

export { isStop }

/** The drafts that start or go on with something. */
export const starting = (drafts: readonly Draft[] | undefined): readonly Draft[] => (drafts ?? []).filter(draft => !isStop(draft))
