import type { EffectName } from './order.ts'

/** The four consumer groups and the effect that each one does for every event. */
export const effectOfGroup = {
  'email-service': 'email',
  'sms-service': 'sms',
  'inventory-service': 'stock',
  'analytics-service': 'analytics',
} as const satisfies Record<string, EffectName>

export type GroupName = keyof typeof effectOfGroup

export const groupNames: readonly GroupName[] = [
  'email-service',
  'sms-service',
  'inventory-service',
  'analytics-service',
]

export const isGroupName = (name: string): name is GroupName => Object.hasOwn(effectOfGroup, name)
