/** Self-signed certificates made on the spot with openssl. */
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

export interface Files {
  readonly cert: string
  readonly key: string
}

export function selfSigned(folder: string, name: string): Files {
  const files = { cert: join(folder, `${name}.cert.pem`), key: join(folder, `${name}.key.pem`) }
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', files.key]
  execFileSync('openssl', ['req', '-x509', ...key, '-out', files.cert, '-days', '2', '-subj', `/CN=${name}`], { stdio: 'ignore' })
  return files
}
