package dev.hibi.cli.kqi;

import dev.hibi.client.api.JobStatus;
import dev.hibi.client.job.JobEnd;
import dev.hibi.client.job.PlatformJob;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What is printed while something runs, and what its end says of the command. */
final class Followed {
  private static final int FAILED = 1;

  private Followed() {}

  /** Prints the log until the end; exit code 1 if that is not a good one. */
  static int log(PlatformJob<?> job, PrintWriter out, PrintWriter err) throws InterruptedException {
    return ended(job.followLog(out::println), err);
  }

  /**
   * Prints a log as it is.
   *
   * @param details of the job whose log it is: of a job that is not there, the log is empty, too
   */
  static int logSoFar(List<String> lines, Supplier<?> details, PrintWriter out) {
    if (lines.isEmpty()) {
      Objects.requireNonNull(details.get());
    }
    lines.forEach(out::println);
    return 0;
  }

  /** Prints the status whenever it changes; exit code 1 if the end is not a good one. */
  static <D> int status(PlatformJob<D> job, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    return ended(job.await(look -> out.println(line(look.status(), look.note()))), err);
  }

  static String line(JobStatus status, String note) {
    return note.isEmpty() ? status.name() : status + "  " + note;
  }

  private static int ended(JobEnd<?> end, PrintWriter err) {
    return ended(end, end.isSuccess(), err);
  }

  /** Tells the end. */
  static int ended(Object end, boolean good, PrintWriter err) {
    err.println(end);
    return good ? 0 : FAILED;
  }
}
