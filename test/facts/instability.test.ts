import { expect, it } from 'vitest'
import { instabilityOf } from '../../src/facts/instability.js'
import { readFracture } from '../../src/facts/fracture.js'
import { given } from '../rules/facts-of.js'

const read = (code: string, text: string | undefined) => {
  const condition = given.fracture(code, '2026-11-12')
  const named = text === undefined ? condition : { ...condition, code: { ...(condition['code'] as object), text } }
  const fracture = readFracture(named, '2026-11-22', '1950-01-01')
  return fracture === undefined ? 'no fracture' : instabilityOf(fracture)
}

it.each([
  ['S32.012A', undefined, 'burst'],
  ['S32.011A', 'no retropulsion', 'burst'],
  ['M80.08XA', undefined, undefined],
  ['M80.08XA', 'L1 fracture with retropulsion', 'in words'],
  ['M80.08XA', 'L1 fracture, no retropulsion', undefined],
  ['M80.08XA', 'Burst fracture excluded', undefined],
  ['S32.018A', 'Chance fracture of L1', 'in words'],
  ['S32.010A', 'Burst fracture of L1', undefined],
  ['S32.010A', 'L1 wedge fracture with posterior ligamentous complex injury', 'in words'],
  ['M80.08XA', 'L1, 50% height loss', 'in words'],
  ['M80.08XA', 'L1, 49% height loss', undefined],
  ['M80.08XA', 'L1, loss of height of 60 %', 'in words'],
  ['M80.08XA', 'L1 with kyphosis of 30°', 'in words'],
  ['M80.08XA', 'L1 with kyphosis of 29°', undefined],
  ['M80.08XA', 'L1 fracture, OF 3', 'in words'],
  ['M80.08XA', 'L1 fracture, OF type 5', 'in words'],
  ['M80.08XA', 'L1 fracture, OF2', undefined],
  ['M80.08XA', 'FRACTURE OF 3 VERTEBRAE', undefined],
  ['M80.08XA', 'fracture of 4 vertebrae', undefined]
])('%s %j: %j', (code, text, expected) => {
  expect(read(code, text)).toBe(expected)
})
