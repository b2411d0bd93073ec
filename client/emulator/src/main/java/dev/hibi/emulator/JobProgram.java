package dev.hibi.emulator;

/**
 * What an emulated job does, in place of a container. Called by a thread of the job's own, which is
 * interrupted when the job is halted.
 */
@FunctionalInterface
public interface JobProgram {

  /**
   * Does the job's work.
   *
   * @return the exit code: 0 makes the job {@code Completed}, any other {@code Killed}
   * @throws Exception makes the job {@code Killed}; the log gets its message
   */
  int run(EmulatedJob job) throws Exception;

  /** Logs the entry point and ends well. */
  static JobProgram nothing() {
    return job -> {
      job.log("not run: " + job.entryPoint());
      return 0;
    };
  }

  /**
   * Really runs the entry point, by {@code bash} on this machine, as this user, in the job's folder
   * {@code kqi/git}. There is no container around it: {@code KQI_ROOT}, which the platform does not
   * have, names the folder that stands for {@code /}.
   */
  static JobProgram command() {
    return new CommandProgram();
  }
}
