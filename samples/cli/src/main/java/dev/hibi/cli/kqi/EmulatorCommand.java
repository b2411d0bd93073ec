package dev.hibi.cli.kqi;

import dev.hibi.WholeFiles;
import dev.hibi.emulator.Emulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hibi kqi emulator}. */
@Command(
    name = "emulator",
    sortOptions = false,
    description = {
      "Runs an emulated platform on a loopback port, until it is interrupted.",
      "Its state is in a folder: started on it again, it has the same data and jobs.",
      "The user's password comes from --password-file, from the variable HIBI_KQI_PASSWORD, or is"
          + " a random one, which is printed."
    })
final class EmulatorCommand implements Callable<Integer> {
  private static final int LAST_PORT = 65_535;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "emulator",
      description = "Holds everything (default: ${DEFAULT-VALUE}).")
  private Path state = Path.of("");

  @Option(
      names = "--port",
      defaultValue = "8090",
      description = "0 for one that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--user",
      paramLabel = "NAME[:PASSWORD]",
      defaultValue = "user",
      description =
          "Who may log in (default: ${DEFAULT-VALUE}). Others on this machine can see a password"
              + " that is typed here: not with --run-commands.")
  private String user = "";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file whose first line is the password.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--cpu",
      paramLabel = "CORES",
      defaultValue = "64",
      description = "Of its one node; jobs wait until it has room (default: ${DEFAULT-VALUE}).")
  private int cpu;

  @Option(
      names = "--memory",
      paramLabel = "GB",
      defaultValue = "256",
      description = "Of its one node (default: ${DEFAULT-VALUE}).")
  private int memory;

  @Option(
      names = "--gpu",
      defaultValue = "8",
      description = "Of its one node (default: ${DEFAULT-VALUE}).")
  private int gpu;

  @Option(
      names = "--run-commands",
      description =
          "Really run the entry points of jobs, as processes of this user, without a container:"
              + " whoever has the password can do here what this user can.")
  private boolean runCommands;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > LAST_PORT) {
      throw usage("bad port: expected 0 to %d, found %d".formatted(LAST_PORT, port));
    }
    String name = user.replaceFirst("(?s):.*", "");
    Optional<String> password = password(name);
    Emulator.Builder builder = Emulator.builder(state).port(port).runCommands(runCommands);
    try {
      builder.node("emulator", cpu, memory, gpu);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    if (password.isPresent()) {
      builder.user(name, password.get());
    } else {
      builder.user(name);
    }
    CountDownLatch end = new CountDownLatch(1);
    Emulator emulator = builder.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  emulator.close();
                  end.countDown();
                }));
    PrintWriter out = spec.commandLine().getOut();
    out.printf("emulated platform at %s, state in %s%n", emulator.uri(), state.toAbsolutePath());
    if (password.isEmpty()) {
      out.printf("user %s, password %s (printed this once)%n", name, emulator.password());
    }
    if (runCommands) {
      out.println("jobs run as processes of this user: whoever has the password can do the same");
    }
    end.await();
    return 0;
  }

  /** The one that was given; empty for a random one. */
  private Optional<String> password(String name) throws IOException {
    Optional<String> typed =
        user.equals(name) ? Optional.empty() : Optional.of(user.substring(name.length() + 1));
    if (name.isEmpty() || typed.filter(String::isEmpty).isPresent()) {
      throw usage("bad user: expected NAME or NAME:PASSWORD, found no name or no password");
    }
    if (typed.isPresent() && passwordFile != null) {
      throw usage("two passwords: expected one of --user and --password-file, found both");
    }
    if (typed.isPresent() && runCommands) {
      throw usage(
          "a password that others can see: expected --password-file or HIBI_KQI_PASSWORD with"
              + " --run-commands, found one in --user");
    }
    if (passwordFile == null) {
      return typed
          .or(() -> Optional.ofNullable(System.getenv("HIBI_KQI_PASSWORD")))
          .filter(password -> !password.isEmpty());
    }
    String first = WholeFiles.readText(passwordFile).lines().findFirst().orElse("");
    if (first.isEmpty()) {
      throw new IOException(
          "no password: expected one in the first line, found none (%s)".formatted(passwordFile));
    }
    return Optional.of(first);
  }

  private ParameterException usage(@Nullable String message) {
    return new ParameterException(spec.commandLine(), String.valueOf(message));
  }
}
