import { offerChecks, orderChecks, redFlags } from '../src/rules/index.js'
import { defineService } from '../src/service.js'

export default defineService({
  id: 'vertebral-fracture-order-select',
  hook: 'order-select',
  title: 'Vertebral fracture: order check on selection',
  description:
    'While orders are chosen: checks the selected drafts of a patient with a vertebral compression fracture (bed rest, bisphosphonates, calcitonin, calcium, vitamin D, NSAIDs) against the chart and against each other.',
  rules: [...redFlags, ...orderChecks],
  offerChecks
})
