/** Foreign strings on cards: what is seen is what was written, and nothing of it turns, hides or steers. */
import { describe, expect, it } from 'vitest'
import { escaped, plain } from '../../src/rules/text.js'

describe('a foreign string on a card', () => {
  it.each([
    ['turned round', 'dose \u202e01\u202c mg', 'dose 01 mg'],
    ['isolates', '\u2066calcium\u2069', 'calcium'],
    ['marks of direction', 'a\u200eb\u200fc\u061cd', 'abcd'],
    ['zero width', 'war\u200bfa\u2060rin\ufeff', 'warfarin'],
    ['soft hyphen', 'alen\u00addronate', 'alendronate'],
    ['tags', 'x\u{E0041}\u{E007F}y', 'xy'],
    ['C0 controls', 'a\u0000b\u001b[31mc', 'a b [31mc'],
    ['C1 controls', 'a\u0085b\u009b31mc', 'a b 31mc'],
    ['line separators', 'a\u2028b\u2029c', 'a b c'],
    ['halves of characters', 'a\ud800b\udc00', 'a b']
  ])('%s', (_name, written, shown) => {
    expect(plain(written)).toBe(shown)
    expect(escaped(written).replaceAll('\\', '')).toBe(shown)
  })

  it.each(['Schmerzmittel täglich', 'می‌خواهم', 'क्‍ष', '👨‍👩‍👧', 'אלנדרונט', 'L1–L2'])('%s stays as it is', written => {
    expect(plain(written)).toBe(written)
  })

  it('is not cut within a character', () => {
    const shown = plain(`${'a'.repeat(9)}👩👩`, 11)
    expect(shown).toBe(`${'a'.repeat(9)}…`)
  })
})
