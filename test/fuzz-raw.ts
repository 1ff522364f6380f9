/** Bytes on a socket that are no HTTP, or nearly. */
import fc from 'fast-check'

const body = '{"hook":"patient-view"}'
const head = (...lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`
const post = 'POST /cds-services/vertebral-fracture-patient-view HTTP/1.1'
const host = 'Host: 127.0.0.1'
const json = 'Content-Type: application/json'

/** Known ways to confuse a server. */
export const malformed: Readonly<Record<string, string>> = {
  'no request line': '\r\n\r\n',
  'HTTP/0.9': 'GET /health\r\n',
  'a version that is none': head('GET /health HTTP/9.9', host),
  'no host': head('GET /health HTTP/1.1'),
  'two hosts': head('GET /health HTTP/1.1', host, 'Host: evil.example'),
  'an unknown method': head('FROBNICATE /health HTTP/1.1', host),
  'a space in the path': head('GET /he alth HTTP/1.1', host),
  'an absolute form': head('GET http://evil.example/health HTTP/1.1', host),
  CONNECT: head('CONNECT evil.example:443 HTTP/1.1', host),
  'an upgrade': head('GET /health HTTP/1.1', host, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: x'),
  'HTTP/2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a TLS hello': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'length and chunks': `${head(post, host, json, 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'two lengths': `${head(post, host, json, 'Content-Length: 5', 'Content-Length: 6')}${body}`,
  'a negative length': `${head(post, host, json, 'Content-Length: -1')}${body}`,
  'a length that is a word': `${head(post, host, json, 'Content-Length: many')}${body}`,
  'a length past all limits': head(post, host, json, 'Content-Length: 99999999999999999999'),
  'a length above the limit': head(post, host, json, 'Content-Length: 999999999'),
  'a length too long': `${head(post, host, json, 'Content-Length: 900')}${body}`,
  'a length too short': `${head(post, host, json, 'Content-Length: 3')}${body}`,
  'a chunk size that is a word': `${head(post, host, json, 'Transfer-Encoding: chunked')}zz\r\n${body}\r\n0\r\n\r\n`,
  'a chunk that lies': `${head(post, host, json, 'Transfer-Encoding: chunked')}2\r\n${body}\r\n0\r\n\r\n`,
  'an unknown transfer coding': `${head(post, host, json, 'Transfer-Encoding: gzip, x')}${body}`,
  'a header without a name': head('GET /health HTTP/1.1', host, ': x'),
  'a header with NUL': head('GET /health HTTP/1.1', host, 'X-Y: a\0b'),
  'a folded header': head('GET /health HTTP/1.1', host, 'X-Y: a', ' b'),
  'headers past the limit': head('GET /health HTTP/1.1', host, `X-Y: ${'y'.repeat(40_000)}`),
  'too many headers': head('GET /health HTTP/1.1', host, ...Array.from({ length: 3000 }, (_, index) => `A${String(index)}: 1`)),
  'bare line feeds': 'GET /health HTTP/1.1\nHost: x\n\n',
  'an expectation that is none': `${head(post, host, json, 'Expect: miracles', `Content-Length: ${String(body.length)}`)}${body}`,
  'many at once': head('GET /health HTTP/1.1', host).repeat(40),
  'half a request': `${post}\r\nHos`
}

/** The bytes of a case with some of them changed, or any bytes at all. */
export const bytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 400 }).map(all => Buffer.from(all)),
  fc
    .record({
      from: fc.constantFrom(...Object.values(malformed), `${head(post, host, json, `Content-Length: ${String(body.length)}`)}${body}`),
      changes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 })
    })
    .map(({ from, changes }) => {
      const changed = Buffer.from(from, 'latin1')
      for (const [at, value] of changes) changed[at % changed.length] = value
      return changed
    })
)
