package dev.hibi.cli.kqi;

import dev.hibi.emulator.Emulator;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
      "Its state is in a folder: started on it again, it has the same data and jobs."
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
      paramLabel = "NAME:PASSWORD",
      defaultValue = "user:password",
      description = "Who may log in (default: ${DEFAULT-VALUE}).")
  private String user = "";

  @Option(
      names = "--run-commands",
      description =
          "Really run the entry points of jobs, as processes of this user, without a container.")
  private boolean runCommands;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > LAST_PORT) {
      throw usage("bad port: expected 0 to %d, found %d".formatted(LAST_PORT, port));
    }
    int colon = user.indexOf(':');
    if (colon < 1) {
      throw usage("bad user: expected NAME:PASSWORD, found no name or no colon");
    }
    CountDownLatch end = new CountDownLatch(1);
    Emulator emulator;
    try {
      emulator =
          Emulator.builder(state)
              .port(port)
              .user(user.substring(0, colon), user.substring(colon + 1))
              .runCommands(runCommands)
              .start();
    } catch (BindException e) {
      throw new IOException(
          "port in use: expected one that is free, found %d in use".formatted(port), e);
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  emulator.close();
                  end.countDown();
                }));
    spec.commandLine()
        .getOut()
        .printf("emulated platform at %s, state in %s%n", emulator.uri(), state.toAbsolutePath());
    end.await();
    return 0;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
