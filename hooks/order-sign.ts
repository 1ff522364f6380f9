import { offerChecks, orderChecks, redFlags } from '../src/rules/index.js'
import { defineService } from '../src/service.js'

export default defineService({
  id: 'vertebral-fracture-order-sign',
  hook: 'order-sign',
  title: 'Vertebral fracture: order check at signing',
  description:
    'Before orders are signed: checks all drafts of a patient with a vertebral compression fracture (bed rest, bisphosphonates, calcitonin, calcium, vitamin D, NSAIDs) against the chart and against each other, dose and duration included.',
  rules: [...redFlags, ...orderChecks],
  offerChecks
})
