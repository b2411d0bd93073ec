package dev.hibi.spark;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What programs of this module have in common: a failure is a line and an exit code. */
final class SparkProgram {
  private static final int FAILURE = 1;

  /** Where Spark tells a task's failure in words alone: which task, where, then what it threw. */
  private static final Pattern TASK_FAILURE =
      Pattern.compile(
          "most recent failure: [^\\n]* executor [^)\\n]*\\): (?:[\\w.$]+: )?(?<message>[^\\n]+)");

  private SparkProgram() {}

  /** Says which release this is, as the jar's manifest has it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "hibi-spark "
            + Optional.ofNullable(SparkProgram.class.getPackage().getImplementationVersion())
                .orElse("(not from a jar)")
      };
    }
  }

  /** Runs a program; ends the process with its exit code unless that is 0, which Spark ends. */
  static void main(Callable<Integer> program, String... arguments) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(program, out, err, arguments);
    out.flush();
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Runs a program. */
  static int run(Callable<Integer> program, PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(program)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(SparkProgram::usageError)
        .setExecutionExceptionHandler((failure, command, parsed) -> failure(failure, command))
        .execute(arguments);
  }

  private static int usageError(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    command
        .getErr()
        .printf("%s: %s (try --help)%n", command.getCommandName(), Failures.message(error));
    return CommandLine.ExitCode.USAGE;
  }

  private static int failure(Exception failure, CommandLine command) {
    if (failure instanceof ParameterException error) {
      return usageError(error, new String[0]);
    }
    command.getErr().printf("%s: %s%n", command.getCommandName(), message(failure));
    return FAILURE;
  }

  /** Of a job that failed in a task the task's own failure. */
  private static String message(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof SparkException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    Matcher task = TASK_FAILURE.matcher(String.valueOf(cause.getMessage()));
    return task.find() ? task.group("message") : Failures.message(cause);
  }

  /** The session of {@code spark-submit}, or one by the settings of the JVM. */
  static SparkSession session(CommandSpec spec) {
    return SparkSession.builder().appName("hibi " + spec.name()).getOrCreate();
  }

  /** Prints what has come of it. */
  static void tell(CommandSpec spec, String... lines) {
    PrintWriter out = spec.commandLine().getOut();
    for (String line : lines) {
      out.println(line);
    }
    out.flush();
  }
}
