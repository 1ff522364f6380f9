/** What every home promises: the same calls, the same answers. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openStore, type StorePlace } from '../../../src/server/store/open.js'
import type { Store } from '../../../src/server/store/store.js'
import { accepted, canRun, CARD, cardNumber, emptyPlace, issued, kinds, overridden, removeFolders } from './homes.js'

const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' }
const row = (more: object) => ({
  rule: 'early-mobilization',
  version: '1.2.0',
  service: 'vertebral-fracture-patient-view',
  tenant: 'north',
  week: '2026-W47',
  shown: 0,
  silent: 0,
  accepted: 0,
  overridden: {},
  ...more
})

afterAll(removeFolders)

describe.each(kinds)('a store in %s', kind => {
  describe.runIf(canRun(kind))('', () => {
    let place: StorePlace
    let store: Store
    beforeAll(async () => {
      place = await emptyPlace(kind)
      store = await openStore(place)
      return () => store.close()
    })
    beforeEach(async () => {
      await store.purge('9999-01-01T00:00:00Z', new Date('9999-01-01T00:00:00Z'))
    })

    describe('nonces', () => {
      const nonce = { issuer: 'https://ehr.example', jti: 'one', expiresAt: 1_795_000_000 }
      test('are new once', async () => {
        expect(await store.useNonce(nonce)).toBe(true)
        expect(await store.useNonce(nonce)).toBe(false)
        expect(await store.useNonce({ ...nonce, expiresAt: nonce.expiresAt + 60 })).toBe(false)
      })
      test('belong to their issuer', async () => {
        expect(await store.useNonce(nonce)).toBe(true)
        expect(await store.useNonce({ ...nonce, issuer: 'https://other.example' })).toBe(true)
        expect(await store.useNonce({ ...nonce, jti: 'two' })).toBe(true)
      })
      test('one of many at once is the first', async () => {
        const answers = await Promise.all(Array.from({ length: 20 }, () => store.useNonce(nonce)))
        expect(answers.filter(Boolean)).toHaveLength(1)
      })
      test('are kept until no clock can take their token for fresh', async () => {
        await store.useNonce(nonce)
        const at = (seconds: number): Date => new Date((nonce.expiresAt + seconds) * 1000)
        expect(await store.purge('2020-01-01T00:00:00Z', at(300))).toBe(0)
        expect(await store.useNonce(nonce)).toBe(false)
        expect(await store.purge('2020-01-01T00:00:00Z', at(301))).toBe(1)
        expect(await store.useNonce(nonce)).toBe(true)
      })
    })

    describe('feedback', () => {
      test('the same item is stored once, in one batch or in two', async () => {
        expect(await store.saveFeedback([overridden(), overridden()])).toEqual({ stored: 1, duplicates: 1 })
        expect(await store.saveFeedback([overridden(), accepted()])).toEqual({ stored: 1, duplicates: 1 })
        expect(await store.saveFeedback([])).toEqual({ stored: 0, duplicates: 0 })
      })
      test('received again later, or with its suggestions in another order, it is the same', async () => {
        await store.saveFeedback([accepted({ acceptedSuggestions: ['a', 'b'] })])
        const again = accepted({ acceptedSuggestions: ['b', 'a'], receivedAt: '2026-11-20T00:00:00Z', comment: 'x' })
        expect(await store.saveFeedback([again])).toEqual({ stored: 0, duplicates: 1 })
      })
      test.each([
        ['another time', { outcomeTimestamp: '2026-11-18T08:15:01Z' }],
        ['another card', { card: cardNumber(1) }],
        ['another tenant', { tenant: 'south' }],
        ['no tenant', { tenant: undefined }],
        ['another issuer', { issuer: 'https://other.example' }],
        ['another service', { service: 'vertebral-fracture-order-sign' }],
        ['a reason', { reasonCode: 'declined' }],
        ['an accepted suggestion', { acceptedSuggestions: ['s1'] }]
      ])('with %s it is another item', async (_name, more) => {
        await store.saveFeedback([overridden()])
        expect(await store.saveFeedback([overridden(more)])).toEqual({ stored: 1, duplicates: 0 })
      })
      test('where a reason ends and its system begins makes a difference', async () => {
        await store.saveFeedback([overridden({ reasonCode: 'ab', reasonSystem: 'c' })])
        expect((await store.saveFeedback([overridden({ reasonCode: 'a', reasonSystem: 'bc' })])).stored).toBe(1)
      })
      test('five hundred items in one batch', async () => {
        const items = Array.from({ length: 500 }, (_, index) => overridden({ card: cardNumber(index) }))
        expect(await store.saveFeedback(items)).toEqual({ stored: 500, duplicates: 0 })
        expect(await store.saveFeedback(items)).toEqual({ stored: 0, duplicates: 500 })
      })
      test('a batch that fails leaves nothing', async () => {
        const broken = overridden({ card: cardNumber(2), service: null as unknown as string })
        const before = Array.from({ length: 150 }, (_, index) => overridden({ card: cardNumber(index + 10) }))
        await expect(store.saveFeedback([...before, broken])).rejects.toThrow()
        expect(await store.saveFeedback(before)).toEqual({ stored: 150, duplicates: 0 })
      })
      test('many batches at once, some of them the same', async () => {
        const batches = Array.from({ length: 12 }, (_, index) => [
          overridden({ card: cardNumber(index % 4) }),
          overridden({ card: cardNumber((index + 1) % 4) })
        ])
        const receipts = await Promise.all(batches.map(batch => store.saveFeedback(batch)))
        expect(receipts.reduce((sum, { stored }) => sum + stored, 0)).toBe(4)
      })
      test('NUL and half a surrogate pair are no obstacle', async () => {
        expect(await store.saveFeedback([overridden({ comment: 'a\0b\ud800' })])).toEqual({ stored: 1, duplicates: 0 })
      })
    })

    describe('the report', () => {
      test('counts shown and silent cards by rule, version, service, tenant and week', async () => {
        await store.saveIssued([
          issued(),
          issued({ uuid: cardNumber(1) }),
          issued({ uuid: cardNumber(2), silent: true }),
          issued({ uuid: cardNumber(3), version: '1.3.0' }),
          issued({ uuid: cardNumber(4), issuedAt: '2026-11-23T00:00:00.000Z' }),
          issued({ uuid: cardNumber(5), tenant: undefined, issuer: undefined })
        ])
        expect(await store.report(NOVEMBER)).toEqual([
          row({ tenant: '', shown: 1 }),
          row({ shown: 2, silent: 1 }),
          row({ version: '1.3.0', shown: 1 }),
          row({ week: '2026-W48', shown: 1 })
        ])
      })
      test('a card is accepted once, whatever else was said of it', async () => {
        await store.saveIssued([issued()])
        await store.saveFeedback([
          overridden({ outcomeTimestamp: '2026-11-18T09:00:00Z', reasonCode: 'declined' }),
          accepted({ outcomeTimestamp: '2026-11-18T08:30:00Z' }),
          accepted({ outcomeTimestamp: '2026-11-18T08:40:00Z', acceptedSuggestions: ['s2'] })
        ])
        expect(await store.report(NOVEMBER)).toEqual([row({ shown: 1, accepted: 1 })])
      })
      test('an overridden card counts by its latest reason, whatever the offset it was written with', async () => {
        await store.saveIssued([
          issued(),
          issued({ uuid: cardNumber(1) }),
          issued({ uuid: cardNumber(2) }),
          issued({ uuid: cardNumber(3) })
        ])
        await store.saveFeedback([
          // 07:30 UTC, then 08:00 UTC.
          overridden({ outcomeTimestamp: '2026-11-18T09:30:00+02:00', reasonCode: 'early' }),
          overridden({ outcomeTimestamp: '2026-11-18T08:00:00Z', reasonCode: 'late' }),
          overridden({ card: cardNumber(1) }),
          overridden({ card: cardNumber(2), reasonCode: 'late' })
        ])
        expect(await store.report(NOVEMBER)).toEqual([row({ shown: 4, overridden: { late: 2, none: 1 } })])
      })
      test('feedback counts in the week its card was issued, and only then', async () => {
        await store.saveIssued([issued({ issuedAt: '2026-10-31T23:59:59.999Z' }), issued({ uuid: cardNumber(1) })])
        await store.saveFeedback([overridden(), overridden({ card: cardNumber(1), outcomeTimestamp: '2026-12-24T00:00:00Z' })])
        expect(await store.report(NOVEMBER)).toEqual([row({ shown: 1, overridden: { none: 1 } })])
        expect(await store.report({ from: '2026-10-31', to: '2026-10-31' })).toEqual([
          row({ week: '2026-W44', shown: 1, overridden: { none: 1 } })
        ])
      })
      test('first and last day are inside, their neighbours are not', async () => {
        await store.saveIssued(
          ['2026-11-17T23:59:59.999Z', '2026-11-18T00:00:00.000Z', '2026-11-18T23:59:59.999Z', '2026-11-19T00:00:00.000Z'].map(
            (issuedAt, index) => issued({ uuid: cardNumber(index), issuedAt })
          )
        )
        expect(await store.report({ from: '2026-11-18', to: '2026-11-18' })).toEqual([row({ shown: 2 })])
      })
      test('feedback of a card nobody knows counts under no rule, in the week it came', async () => {
        await store.saveFeedback([accepted(), accepted({ outcomeTimestamp: '2026-11-18T08:16:00Z' }), overridden({ card: cardNumber(1) })])
        expect(await store.report(NOVEMBER)).toEqual([row({ rule: '', version: '', accepted: 1, overridden: { none: 1 } })])
        expect(await store.report({ from: '2026-12-01', to: '2026-12-31' })).toEqual([])
      })
      test('a card that arrives after its feedback takes that feedback over', async () => {
        await store.saveFeedback([accepted({ receivedAt: '2026-11-25T08:00:00Z' })])
        await store.saveIssued([issued()])
        expect(await store.report(NOVEMBER)).toEqual([row({ shown: 1, accepted: 1 })])
      })
      test('a client cannot speak about the card of another one', async () => {
        await store.saveIssued([issued()])
        await store.saveFeedback([accepted({ tenant: 'south' }), accepted({ issuer: 'https://other.example' })])
        const report = await store.report(NOVEMBER)
        expect(report.find(({ rule }) => rule === 'early-mobilization')).toEqual(row({ shown: 1 }))
        expect(report.filter(({ rule }) => rule === '').map(({ tenant, accepted }) => [tenant, accepted])).toEqual([
          ['north', 1],
          ['south', 1]
        ])
      })
      test('a retried call gives the same card again: the first record stays', async () => {
        await store.saveIssued([issued(), issued({ version: '9.9.9' })])
        await store.saveIssued([issued({ version: '8.8.8' })])
        expect(await store.report(NOVEMBER)).toEqual([row({ shown: 1 })])
      })
      test('feedback and cards that are stored at the same time find each other', async () => {
        const numbers = Array.from({ length: 40 }, (_, index) => cardNumber(index))
        await Promise.all(numbers.flatMap(uuid => [store.saveFeedback([accepted({ card: uuid })]), store.saveIssued([issued({ uuid })])]))
        expect(await store.report(NOVEMBER)).toEqual([row({ shown: 40, accepted: 40 })])
      })
    })

    describe('overrides of a patient', () => {
      test('with a reason, since the instant, newest first', async () => {
        await store.saveIssued([
          issued({ patientKey: 'k1', trigger: 't1' }),
          issued({ uuid: cardNumber(1), patientKey: 'k1', rule: 'pt-referral', indicator: 'info' }),
          issued({ uuid: cardNumber(2), patientKey: 'k2' }),
          issued({ uuid: cardNumber(3) })
        ])
        await store.saveFeedback([
          overridden({ reasonCode: 'declined', reasonSystem: 'urn:reasons', outcomeTimestamp: '2026-11-18T10:00:00+02:00' }),
          overridden({ card: cardNumber(1), reasonCode: 'later', outcomeTimestamp: '2026-11-18T09:00:00Z' }),
          overridden({ card: cardNumber(1), outcomeTimestamp: '2026-11-18T11:00:00Z' }),
          accepted({ card: cardNumber(1), reasonCode: 'odd' }),
          overridden({ reasonCode: 'long ago', outcomeTimestamp: '2025-01-01T00:00:00Z' }),
          overridden({ card: cardNumber(2), reasonCode: 'another patient' }),
          overridden({ card: cardNumber(3), reasonCode: 'no patient' })
        ])
        expect(await store.overridesOf('k1', '2026-11-18T10:00:00+02:00')).toEqual([
          {
            rule: 'pt-referral',
            reasonCode: 'later',
            reasonSystem: undefined,
            outcomeTimestamp: '2026-11-18T09:00:00Z',
            indicator: 'info',
            trigger: undefined
          },
          {
            rule: 'early-mobilization',
            reasonCode: 'declined',
            reasonSystem: 'urn:reasons',
            outcomeTimestamp: '2026-11-18T10:00:00+02:00',
            indicator: 'warning',
            trigger: 't1'
          }
        ])
        expect(await store.overridesOf('k3', '2026-01-01T00:00:00Z')).toEqual([])
      })
    })

    test('purge deletes what came before the instant and leaves the rest', async () => {
      await store.saveIssued([issued({ issuedAt: '2026-11-01T00:00:00.000Z' }), issued({ uuid: cardNumber(1) })])
      await store.saveFeedback([
        overridden({ receivedAt: '2026-11-01T00:00:00.000Z' }),
        overridden({ card: cardNumber(1), receivedAt: '2026-11-18T00:00:00.000Z' })
      ])
      expect(await store.purge('2026-11-01T00:00:00Z', new Date('2026-11-22T00:00:00Z'))).toBe(0)
      expect(await store.purge('2026-11-18T00:00:00Z', new Date('2026-11-22T00:00:00Z'))).toBe(2)
      expect(await store.report(NOVEMBER)).toEqual([row({ shown: 1, overridden: { none: 1 } })])
    })
    test('purge of more than it deletes at a time', async () => {
      const many = Array.from({ length: 1100 }, (_, index) => issued({ uuid: cardNumber(index) }))
      await store.saveIssued(many)
      expect(await store.purge('2026-12-01T00:00:00Z', new Date('2026-12-01T00:00:00Z'))).toBe(1100)
      expect(await store.report(NOVEMBER)).toEqual([])
    })

    test('answers a ping until it is closed', async () => {
      const other = await openStore(place)
      await other.ping()
      await other.close()
      await expect(other.ping()).rejects.toThrow()
      await expect(other.saveFeedback([overridden({ card: CARD })])).rejects.toThrow()
    })
  })
})
