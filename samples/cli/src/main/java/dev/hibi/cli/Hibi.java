package dev.hibi.cli;

import ai.djl.engine.EngineException;
import dev.hibi.cli.console.ConsoleWriter;
import dev.hibi.cli.data.DatasetCommand;
import dev.hibi.cli.demo.DemoCommand;
import dev.hibi.cli.inspection.CalibrateCommand;
import dev.hibi.cli.kqi.KqiCommand;
import dev.hibi.cli.onnx.ExportCommand;
import dev.hibi.cli.option.StrictConverters;
import dev.hibi.cli.option.Subcommands;
import dev.hibi.cli.scan.ScanCommand;
import dev.hibi.cli.serve.ServeCommand;
import dev.hibi.cli.tensorboard.TensorBoardCommand;
import dev.hibi.cli.train.EvaluateCommand;
import dev.hibi.cli.train.PredictCommand;
import dev.hibi.cli.train.TrainCommand;
import dev.hibi.cli.tutorial.TutorialCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The {@code hibi} command line: train, evaluate and use crack classifiers.
 *
 * <p>Exit codes: 0 for success, 1 if the work failed, 2 for a wrong command line. Either failure is
 * one line on standard error. A process that is told to end ends with 143 (SIGTERM) or 130
 * (Ctrl-C).
 */
@Command(
    name = "hibi",
    description = "Finds cracks in photographs of concrete.",
    versionProvider = Hibi.Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:success", " 1:the work failed", " 2:the command line is wrong"},
    footer = {"", "hibi COMMAND --help tells more of each command."})
public final class Hibi implements Runnable, Subcommands.Group {
  static final int FAILURE = 1;

  /** Which ways of telling a password Java leaves out before an https server: Basic, by default. */
  private static final String TUNNELS = "jdk.http.auth.tunneling.disabledSchemes";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean debug;

  private Hibi() {}

  /** Runs a command and exits the JVM with its exit code. */
  public static void main(String... arguments) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // numbers that scripts can read
    if (System.getProperty(TUNNELS) == null) {
      System.setProperty(TUNNELS, ""); // who types a proxy's password wants it told to the proxy
    }
    Charset charset = ConsoleWriter.charset();
    StandardOutput standard = new StandardOutput();
    PrintWriter out = ConsoleWriter.to(standard, charset);
    PrintWriter err = ConsoleWriter.to(System.err, charset);
    int code = run(out, err, arguments);
    out.flush();
    if (code == 0 && standard.failure().isPresent()) {
      err.println(
          "hibi: cannot write: expected standard output to be written, found '%s'"
              .formatted(standard.failure().get().getMessage()));
      code = FAILURE;
    }
    System.exit(code);
  }

  /**
   * Runs a command.
   *
   * @param out receives results and progress
   * @param err receives the line of a failure
   * @return the exit code
   */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Hibi hibi = new Hibi();
    PrintWriter complaints = ConsoleWriter.to(err);
    try {
      return hibi.commandLine(List.of(arguments))
          .setOut(ConsoleWriter.to(out))
          .setErr(complaints)
          .execute(arguments);
    } catch (OutOfMemoryError | LinkageError e) {
      complaints.println("hibi: " + e.getClass().getSimpleName() + ": " + oneLine(message(e)));
      if (hibi.debug) {
        e.printStackTrace(complaints);
      }
      return FAILURE;
    }
  }

  /** With the command that was typed, or with all. */
  private CommandLine commandLine(List<String> typed) {
    CommandLine all = new CommandLine(this);
    Subcommands.add(all, typed);
    return StrictConverters.register(all)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Hibi::usageError)
        .setExecutionExceptionHandler((failure, command, parsed) -> failure(failure, command));
  }

  /** All commands, unused. */
  static CommandSpec commandSpec() {
    return new Hibi().commandLine(List.of()).getCommandSpec();
  }

  @Override
  public List<Class<?>> commands() {
    return List.of(
        DemoCommand.class,
        TrainCommand.class,
        EvaluateCommand.class,
        PredictCommand.class,
        CalibrateCommand.class,
        ScanCommand.class,
        ExportCommand.class,
        ServeCommand.class,
        DatasetCommand.class,
        TensorBoardCommand.class,
        KqiCommand.class,
        TutorialCommand.class);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int usageError(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    command
        .getErr()
        .printf(
            "%s: %s (try '%s --help')%n",
            "hibi", oneLine(message(error)), command.getCommandSpec().qualifiedName());
    return CommandLine.ExitCode.USAGE;
  }

  private int failure(Exception failure, CommandLine command) {
    if (failure instanceof ParameterException error) {
      return usageError(error, new String[0]);
    }
    if (failure instanceof TypeConversionException) {
      return usageError(new ParameterException(command, message(failure)), new String[0]);
    }
    command.getErr().println("hibi: " + oneLine(message(failure)));
    if (debug) {
      failure.printStackTrace(command.getErr());
    }
    return FAILURE;
  }

  /** What went wrong, in words; those of the file system name only the file. */
  private static String message(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof UncheckedIOException
        && failure.getCause() instanceof IOException cause
        && cause.toString().equals(message)) {
      return message(cause);
    }
    if (failure instanceof EngineException && failure.getCause() instanceof LinkageError cause) {
      return message + ": " + cause.getMessage();
    }
    if (failure instanceof InvalidPathException bad) {
      return StrictConverters.complaint(bad);
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file: expected a file or folder, found none (" + message + ")";
    }
    if (failure instanceof AccessDeniedException) {
      return "access denied: expected permission, found none (" + message + ")";
    }
    if (failure instanceof FileAlreadyExistsException
        || failure instanceof NotDirectoryException
        || (failure instanceof FileSystemException e && "Not a directory".equals(e.getReason()))) {
      return "not a folder: expected a folder, found a file (" + file(failure) + ")";
    }
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  private static String file(Throwable failure) {
    return String.valueOf(
        failure instanceof FileSystemException e ? e.getFile() : failure.getMessage());
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Tells the version from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Hibi.class.getPackage().getImplementationVersion();
      return new String[] {"hibi " + (version == null ? "development" : version)};
    }
  }
}
