/** The pages' own line icons, drawn on a grid of 20. Always beside or inside something that has a name. */
const paths = {
  write: 'M4 4h12M4 8h12M4 12h8M4 16h5',
  code: 'M7 6l-4 4 4 4M13 6l4 4-4 4',
  board: 'M3 4h4v12H3zM8.5 4h4v8h-4zM14 4h3v10h-3z',
  share: 'M10 12V3M6.5 6 10 2.8 13.5 6M4 10v6h12v-6',
  check: 'M4 10.5 8 14.5 16 5.5',
  plus: 'M10 4v12M4 10h12',
  close: 'M5 5l10 10M15 5 5 15',
  grip: 'M7.5 5v.01M12.5 5v.01M7.5 10v.01M12.5 10v.01M7.5 15v.01M12.5 15v.01',
  pencil: 'M4 16l.8-3.6L13 4.2l2.8 2.8-8.2 8.2zM11.4 5.8l2.8 2.8',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10',
  bold: 'M6 4h4.8a3 3 0 0 1 0 6H6zM6 10h5.6a3.1 3.1 0 0 1 0 6H6z',
  italic: 'M9 4h6M5 16h6M12 4 8 16',
  underline: 'M6 4v5a4 4 0 0 0 8 0V4M5 16.5h10',
  strike:
    'M3.5 10h13M13.5 6.5C13 4.8 11.600 4 10 4 8 4 6.500 5 6.500 6.800c0 1 .5 1.700 1.300 2.200M6.300 13c.4 1.900 1.900 3 3.800 3 2.200 0 3.700-1.100 3.700-3 0-.5-.1-.9-.3-1.300',
  inlineCode: 'M7.5 6 4 10l3.500 4M12.500 6 16 10l-3.500 4',
  link: 'M8.500 11.500a3 3 0 0 0 4.200 0l2.600-2.600a3 3 0 0 0-4.200-4.200l-.8.8M11.500 8.500a3 3 0 0 0-4.200 0l-2.600 2.600a3 3 0 0 0 4.200 4.200l.8-.8',
  bullets: 'M8 5h9M8 10h9M8 15h9M3.800 5v.01M3.800 10v.01M3.800 15v.01',
  numbers:
    'M9 5h8M9 10h8M9 15h8M3.200 4.200 4.400 3.500v4M3 12.800c.2-.7 2.200-.8 2.200.4 0 1-2.200 1.400-2.200 2.800h2.400',
  tasks: 'M3 4.500l1.300 1.300L6.600 3.500M3 13.500l1.300 1.300 2.300-2.300M9.500 5h7.500M9.500 14h7.500',
  quote:
    'M8 6C5.500 7 4.500 8.500 4.500 10.500V14H8v-3.500H6M15.500 6C13 7 12 8.500 12 10.500V14h3.500v-3.500h-2',
  codeBlock: 'M3 4h14v12H3zM7.500 8 5.800 10l1.700 2M12.500 8l1.700 2-1.700 2',
  table: 'M3 4h14v12H3zM3 8h14M3 12h14M8 4v12M12.500 4v12',
  undo: 'M4.500 8h7a4 4 0 0 1 0 8H8M7.500 4.500 4 8l3.500 3.500',
  redo: 'M15.500 8h-7a4 4 0 0 0 0 8H12M12.500 4.500 16 8l-3.500 3.500',
  rule: 'M3 10h14M6 5h8M6 15h8',
  eye: 'M2.500 10C4.500 6.500 7 5 10 5s5.500 1.500 7.500 5c-2 3.500-4.500 5-7.500 5s-5.500-1.500-7.500-5zM12.200 10a2.200 2.200 0 1 1-4.400 0 2.200 2.200 0 0 1 4.400 0z',
  copy: 'M7 7h9v10H7zM4 13V3h9',
  arrow: 'M4 10h12M11 5l5 5-5 5',
  cloudOff:
    'M6 15h8a3 3 0 0 0 1.500-5.600M13.500 6.500A4.500 4.500 0 0 0 5.400 8.300 3.400 3.400 0 0 0 6 15M3 3l14 14',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <path class="warp" d="M8 3v3m0 6v17M16 3v9m0 7v10M24 3v17m0 6v3" />
      <path d="M3 9h9m8 0h9M3 23h5m8 0h13M3 16h13m8 0h5" />
    </svg>
  )
}
