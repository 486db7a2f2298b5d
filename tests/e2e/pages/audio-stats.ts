/** The figures that prove that sound travels. */
export interface AudioStats {
  packetsReceived: number;
  packetsSent: number;
  /** Energy of what was decoded (RTCInboundRtpStreamStats.totalAudioEnergy). */
  energyReceived: number;
  /** Energy that the microphone gave (RTCAudioSourceStats). */
  energyCaptured: number;
  jitterMs: number;
  roundTripMs: number | null;
  candidateTypes: string[];
}

/** Sums an RTCStatsReport over its audio streams. */
export function audioStats(report: RTCStatsReport): AudioStats {
  const sum: AudioStats = {
    packetsReceived: 0,
    packetsSent: 0,
    energyReceived: 0,
    energyCaptured: 0,
    jitterMs: 0,
    roundTripMs: null,
    candidateTypes: [],
  };
  report.forEach((stat: any) => {
    if (stat.type === 'inbound-rtp' && stat.kind === 'audio') {
      sum.packetsReceived += stat.packetsReceived ?? 0;
      sum.energyReceived += stat.totalAudioEnergy ?? 0;
      sum.jitterMs = Math.max(sum.jitterMs, (stat.jitter ?? 0) * 1000);
    } else if (stat.type === 'outbound-rtp' && stat.kind === 'audio') {
      sum.packetsSent += stat.packetsSent ?? 0;
    } else if (stat.type === 'media-source' && stat.kind === 'audio') {
      sum.energyCaptured += stat.totalAudioEnergy ?? 0;
    } else if (stat.type === 'candidate-pair' && stat.nominated) {
      if (stat.currentRoundTripTime !== undefined) sum.roundTripMs = stat.currentRoundTripTime * 1000;
      const local: any = report.get(stat.localCandidateId);
      if (local) sum.candidateTypes.push(local.candidateType);
    }
  });
  return sum;
}
