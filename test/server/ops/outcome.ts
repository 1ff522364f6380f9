/** The code of a refusal, having seen that its body is an OperationOutcome. */
import { expect } from 'vitest'

interface Outcome {
  readonly resourceType: string
  readonly issue: readonly { readonly details: { readonly text: string; readonly coding: readonly { readonly code: string }[] } }[]
}

export function codeIn(body: unknown): string | undefined {
  const { resourceType, issue } = body as Outcome
  expect(resourceType).toBe('OperationOutcome')
  return issue[0]?.details.coding[0]?.code
}

/** The same of an answer as it came over a bare socket. */
export function rawRefusal(answer: string): { readonly status: number; readonly code: string | undefined } {
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  expect(head.toLowerCase()).toContain('content-type: application/fhir+json')
  expect(head.toLowerCase()).toContain('connection: close')
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), code: codeIn(JSON.parse(body)) }
}
