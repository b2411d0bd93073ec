package dev.hibi.emulator;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What runs in the cluster: jobs that wait for room, run and end. It knows only those that it has
 * started itself, as a cluster that was set up anew. Thread-safe.
 */
final class Jobs implements AutoCloseable {
  private final Cluster cluster;
  private final JobProgram program;
  private final Duration startDelay;
  private final End end;
  private final Map<Long, Job> jobs = new ConcurrentHashMap<>();

  Jobs(Cluster cluster, JobProgram program, Duration startDelay, End end) {
    this.cluster = cluster;
    this.program = program;
    this.startDelay = startDelay;
    this.end = end;
  }

  /** Told when a program has ended by itself. */
  interface End {
    void ended(EmulatedJob job, int exitCode);
  }

  private final class Job implements Runnable {
    private final EmulatedJob job;
    private final Cluster.Claim claim;
    private final Thread thread;
    private volatile String status = "Pending";
    private volatile @Nullable Begin begin;
    private boolean silent;
    private boolean ending;

    Job(EmulatedJob job) {
      this.job = job;
      this.claim = cluster.enter(job.demand());
      this.thread = new Thread(this, "hibi-emulated-job-" + job.id());
      thread.setDaemon(true);
    }

    @Override
    public void run() {
      int exitCode = 1;
      try {
        Thread.sleep(startDelay.toMillis());
        claim.await();
        begin = new Begin(claim.node().orElse(""), Records.now());
        status = "Running";
        exitCode = work();
      } catch (InterruptedException e) {
        return; // halted before it began
      } finally {
        claim.leave();
      }
      if (isEnding()) {
        status = "Succeeded";
        end.ended(job, exitCode);
      }
    }

    private synchronized boolean isEnding() {
      ending = !silent;
      return ending;
    }

    /** Lets nothing be told of the end; false if it is too late for that. */
    private synchronized boolean silence() {
      silent = true;
      return !ending;
    }

    @SuppressWarnings("IllegalCatch")
    private int work() {
      try {
        return program.run(job);
      } catch (InterruptedException e) {
        return 137;
      } catch (Throwable e) { // a program's, whatever it is
        try {
          job.log(String.valueOf(e));
        } catch (IOException io) {
          e.addSuppressed(io);
        }
        return 1;
      }
    }
  }

  void start(EmulatedJob job) {
    Job started = new Job(job);
    jobs.put(job.id(), started);
    started.thread.start();
  }

  /** What the cluster says of a job; empty if it knows none. */
  Optional<String> status(long id) {
    return Optional.ofNullable(jobs.get(id)).map(job -> job.status);
  }

  /**
   * How a job has begun.
   *
   * @param time as the server writes times
   */
  record Begin(String node, String time) {}

  /** How a job has begun; empty if it has not. */
  Optional<Begin> begin(long id) {
    return Optional.ofNullable(jobs.get(id)).flatMap(job -> Optional.ofNullable(job.begin));
  }

  /** Why a job waits for room; empty if it does not. */
  Optional<String> note(long id) {
    return Optional.ofNullable(jobs.get(id)).flatMap(job -> job.claim.note());
  }

  /** Ends a job's program; nothing is told of its end. */
  void stop(long id) {
    Job job = jobs.remove(id);
    if (job != null) {
      end(job);
    }
  }

  /** Ends a job's program for want of memory; the job stays. */
  void outOfMemory(long id) {
    Job job = jobs.get(id);
    if (job != null) {
      end(job);
      job.status = "OOMKilled";
    }
  }

  private static void end(Job job) {
    if (!job.silence()) {
      return; // it waits to tell its end, perhaps for the caller's own lock
    }
    job.thread.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      job.thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    jobs.keySet().forEach(this::stop);
  }
}
