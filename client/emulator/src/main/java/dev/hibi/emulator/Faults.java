package dev.hibi.emulator;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, on demand.
 *
 * <p>Requests are named by a regular expression on {@code METHOD /path}, which is looked for
 * anywhere in it: {@code "PUT /Data/"} are the parts of uploads of data, {@code "GET
 * /api/v2/training/\\d+$"} looks at jobs. Each fault happens to a number of requests and is over
 * then. Thread-safe.
 */
public final class Faults {
  private final List<Fault> faults = new ArrayList<>();
  private final Emulator emulator;

  Faults(Emulator emulator) {
    this.emulator = emulator;
  }

  /** What happens to a request. */
  enum Kind {
    DROP,
    DROP_ANSWER,
    STATUS,
    DELAY
  }

  private static final class Fault {
    private final Pattern requests;
    private final Kind kind;
    private final int status;
    private final Duration delay;
    private int left;

    Fault(String requests, Kind kind, int status, Duration delay, int times) {
      if (times < 1) {
        throw new IllegalArgumentException("bad fault: expected at least once, found " + times);
      }
      this.requests = Pattern.compile(requests);
      this.kind = kind;
      this.status = status;
      this.delay = delay;
      this.left = times;
    }
  }

  /** The connection breaks before the request is carried out. */
  public Faults drop(String requests, int times) {
    return add(new Fault(requests, Kind.DROP, 0, Duration.ZERO, times));
  }

  /** The request is carried out, and the connection breaks before the answer. */
  public Faults dropAnswer(String requests, int times) {
    return add(new Fault(requests, Kind.DROP_ANSWER, 0, Duration.ZERO, times));
  }

  /** The request is not carried out; the answer is a status without a body. */
  public Faults status(String requests, int status, int times) {
    return add(new Fault(requests, Kind.STATUS, status, Duration.ZERO, times));
  }

  /** The request waits before it is carried out. */
  public Faults delay(String requests, Duration delay, int times) {
    return add(new Fault(requests, Kind.DELAY, 0, delay, times));
  }

  private synchronized Faults add(Fault fault) {
    faults.add(fault);
    return this;
  }

  /** All tokens that were issued so far are over. */
  public void expireTokens() {
    emulator.expireTokens();
  }

  /** All addresses of the storage that were given so far are over. */
  public void expireAddresses() {
    emulator.expireAddresses();
  }

  /**
   * The cluster loses a job: the next look at it stores {@code None} for good. Its program goes on.
   */
  public void vanish(long trainingId) {
    emulator.lose(trainingId, "None");
  }

  /**
   * The cluster cannot be asked once: the next look at the job stores {@code Failed} for good. Its
   * program goes on.
   */
  public void clusterError(long trainingId) {
    emulator.lose(trainingId, "Failed");
  }

  /** A job has used more memory than it had: its program ends, its status is {@code OOMKilled}. */
  public void outOfMemory(long trainingId) {
    emulator.outOfMemory(trainingId);
  }

  /**
   * Lets happen what is to happen to a request before it is carried out.
   *
   * @return what remains: a status to answer, a connection to break at once (0) or afterwards (-1)
   */
  OptionalInt before(String request) throws IOException {
    OptionalInt result = OptionalInt.empty();
    for (Optional<Fault> next = take(request, null); next.isPresent(); ) {
      Fault fault = next.get();
      if (fault.kind == Kind.DELAY) {
        sleep(fault.delay);
        next = take(request, fault);
        continue;
      }
      result =
          OptionalInt.of(
              switch (fault.kind) {
                case DROP -> 0;
                case DROP_ANSWER -> -1;
                default -> fault.status;
              });
      break;
    }
    return result;
  }

  private synchronized Optional<Fault> take(String request, @Nullable Fault after) {
    boolean passed = after == null;
    Iterator<Fault> all = faults.iterator();
    while (all.hasNext()) {
      Fault fault = all.next();
      if (passed && fault.left > 0 && fault.requests.matcher(request).find()) {
        fault.left--;
        return Optional.of(fault);
      }
      passed = passed || fault == after;
    }
    return Optional.empty();
  }

  private static void sleep(Duration delay) throws IOException {
    try {
      Thread.sleep(delay.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
