package dev.hibi.client.job;

import java.util.List;

/**
 * The request for a job that goes on where another has stopped. The platform mounts what the other
 * has written in {@code /kqi/parent}, read-only; a copy of it in {@code /kqi/output} is what the
 * program finds as its own checkpoint. With more than one parent each has a folder of its own
 * there: a single parent that the first job had is linked to where it was.
 */
final class Continuation {
  /** The variable that tells a job which retry it is, from 1. */
  static final String RETRY = "HIBI_RETRY";

  /** Set by the emulator alone. */
  private static final String KQI = "\"${KQI_ROOT:-}\"/kqi/";

  private final TrainingRequest first;

  Continuation(TrainingRequest first) {
    this.first = first;
  }

  /**
   * The request of a retry.
   *
   * @param retry from 1
   * @param before the job that it goes on from
   */
  TrainingRequest after(int retry, long before) {
    return first.toBuilder(first.name() + "-retry-" + retry)
        .entryPoint(entryPoint(before))
        .parent(before)
        .option(RETRY, Integer.toString(retry))
        .submissionId(first.submissionId() + "-retry-" + retry)
        .build();
  }

  private String entryPoint(long before) {
    List<Long> parents = first.create().parentIds();
    String from = KQI + "parent/" + (parents.isEmpty() ? "" : before + "/") + ".";
    String link =
        parents.size() == 1
            ? "ln -s %sparent/%d/* %sparent/; ".formatted(KQI, parents.get(0), KQI)
            : "";
    return "%scp -R %s %soutput/ || exit 1; %s"
        .formatted(link, from, KQI, first.create().entryPoint());
  }
}
