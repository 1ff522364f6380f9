/** What may be said about an error in a log: its name and where it was thrown. Messages may quote data, so they stay out. */

export interface ErrorPlace {
  readonly error: string
  readonly code?: string
  readonly at: readonly string[]
}

export function whereThrown(thrown: unknown): ErrorPlace {
  if (!(thrown instanceof Error)) return { error: typeof thrown, at: [] }
  const at = (thrown.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
  const code = (thrown as NodeJS.ErrnoException).code
  return { error: thrown.name, ...(typeof code === 'string' ? { code } : {}), at: at.slice(0, 12).map(line => line.trim()) }
}
