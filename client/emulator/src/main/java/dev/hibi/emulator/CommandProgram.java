package dev.hibi.emulator;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a job's entry point as a process. */
final class CommandProgram implements JobProgram {
  /** What a process gets of this one's environment: how programs are found, nothing else. */
  private static final String[] INHERITED = {
    "PATH", "HOME", "JAVA_HOME", "TMPDIR", "TEMP", "SystemRoot"
  };

  @Override
  public int run(EmulatedJob job) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", job.entryPoint())
            .directory(job.root().resolve("kqi").resolve("git").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(job.logFile().toFile()));
    Map<String, String> environment = builder.environment();
    environment.clear();
    for (String name : INHERITED) {
      String value = System.getenv(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    environment.putAll(job.environment());
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      return process.waitFor();
    } finally {
      kill(process);
    }
  }

  /** The process and all that it has started. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
