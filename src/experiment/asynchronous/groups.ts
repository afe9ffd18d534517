import type { EffectName } from '../shared/order.ts'

/** The four consumer groups and the effect that each one does for every event. */
export const effectOfGroup = {
  'email-service': 'email',
  'sms-service': 'sms',
  'inventory-service': 'stock',
  'analytics-service': 'analytics',
} as const satisfies Record<string, EffectName>

export type GroupName = keyof typeof effectOfGroup

export const isGroupName = (name: string): name is GroupName => Object.hasOwn(effectOfGroup, name)

export const groupNames: readonly GroupName[] = Object.keys(effectOfGroup).filter(isGroupName)
