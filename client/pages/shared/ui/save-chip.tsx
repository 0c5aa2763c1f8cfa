/** The save line, always visible; what matters of it is also read out. */
import { useSignal, useSignalEffect } from '@preact/signals'
import type { SaveLine } from '../saving/describe-saving.ts'
import type { SavingMonitor } from '../saving/saving-monitor.ts'

export function SaveChip({ saving }: { saving: SavingMonitor }) {
  const { tone, label, detail } = saving.line.value
  return (
    <>
      <span class="save" data-tone={tone} title={detail}>
        <span class="dot" aria-hidden="true" />
        <span class="save-label">{label}</span>
      </span>
      <SpokenSaving saving={saving} />
    </>
  )
}

/** While one types, "saving" and "saved" take turns every moment: only trouble and its end are read out. */
function SpokenSaving({ saving }: { saving: SavingMonitor }) {
  const spoken = useSignal('')
  const wasTrouble = useSignal(false)
  useSignalEffect(() => {
    const { tone, label, detail } = saving.line.value
    const isTrouble = isWorthSaying(tone)
    // Counted changes and seconds are not repeated: once per trouble.
    if (isTrouble && !wasTrouble.peek()) spoken.value = `${label}. ${detail}`
    if (tone === 'saved' && wasTrouble.peek()) spoken.value = 'Back: everything is saved.'
    if (isTrouble || tone === 'saved') wasTrouble.value = isTrouble
  })
  return (
    <span class="unseen" role="status">
      {spoken}
    </span>
  )
}

function isWorthSaying(tone: SaveLine['tone']): boolean {
  return tone === 'offline' || tone === 'error'
}
