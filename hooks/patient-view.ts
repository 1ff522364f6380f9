import { offerChecks, guidance, redFlags } from '../src/rules/index.js'
import { defineService } from '../src/service.js'

export default defineService({
  id: 'vertebral-fracture-patient-view',
  hook: 'patient-view',
  title: 'Vertebral fracture: care advice',
  description:
    'For a patient with a vertebral compression fracture: warning signs first; then osteoporosis treatment, pre-treatment laboratory tests, calcium and vitamin D, physical therapy and mobilisation. Silent for everybody else.',
  rules: [...redFlags, ...guidance],
  offerChecks
})
