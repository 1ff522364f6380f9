/** Prometheus metrics of one process; no label ever names a patient. */
