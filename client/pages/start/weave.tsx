/** The threads behind the first words: five of warp, crossed over and under by three of weft. Decoration only. */
export function Weave() {
  const warps = [40, 90, 140, 190, 240]
  const wefts = [50, 100, 150]
  return (
    <svg class="weave" viewBox="0 0 280 200" aria-hidden="true">
      {warps.map((x) => (
        <path key={x} class="warp" d={`M${x} 8V192`} />
      ))}
      {wefts.map((y, row) => (
        <g key={y}>
          <path d={`M8 ${y}H272`} />
          {warps
            .filter((_, column) => (row + column) % 2 === 0)
            .map((x) => (
              <g key={x}>
                <path class="under" d={`M${x} ${y - 16}V${y + 16}`} />
                <path class="warp" d={`M${x} ${y - 17}V${y + 17}`} />
              </g>
            ))}
        </g>
      ))}
    </svg>
  )
}
