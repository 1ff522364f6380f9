/** What the process that owns an application may ask of it while it runs. */

export interface Operations {
  /** From now on `/ready` is 503; what comes is still answered. */
  drain(): void
  /** Resolves when the records of issued cards are stored, or given up. */
  flush(): Promise<void>
  /** Looks whether certificate or key were renewed. */
  renewCertificate(): void
}

declare module 'fastify' {
  interface FastifyInstance {
    operations: Operations
  }
}
