package dev.hibi.cli.kqi;

import dev.hibi.WholeFiles;
import dev.hibi.cli.option.Counted;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KqiConfig;
import dev.hibi.client.api.AccountApi;
import dev.hibi.client.api.AccountApi.Credentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hibi kqi login}. */
@Command(
    name = "login",
    sortOptions = false,
    description = {
      "Logs in and keeps the token in ~/.kqi/config.json, which the platform's own command line"
          + " reads too; only its owner may read it.",
      "The password comes from --password-file, from the variable HIBI_KQI_PASSWORD, or is asked"
          + " for."
    })
final class LoginCommand implements Callable<Integer> {
  private static final int DAY = 86_400;
  private static final int MOST_DAYS = 3650;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--server",
      paramLabel = "URL",
      required = true,
      description = "Such as http://kamonohashi.")
  private URI server = URI.create("");

  @Option(names = "--user", required = true, description = "The user's name.")
  private String user = "";

  @Option(names = "--tenant", paramLabel = "ID", description = "Default: the user's own.")
  private @Nullable Long tenant;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file whose first line is the password.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "How long the token lasts (default: the platform's, 10 days).")
  private @Nullable Integer days;

  @Option(
      names = "--proxy",
      paramLabel = "URL",
      description = "Proxy between here and the platform; kept with the token.")
  private @Nullable URI proxy;

  @Option(names = "--config", paramLabel = "FILE", description = "Where the token is kept.")
  private @Nullable Path config;

  @Override
  public Integer call() throws IOException {
    Path file = config == null ? KqiConfig.defaultFile() : config;
    KqiConfig kept = Files.exists(file) ? KqiConfig.read(file) : KqiConfig.of(server, "");
    KqiConfig before = proxy == null ? kept : kept.proxy(proxy);
    Credentials credentials =
        new Credentials(user, password(), Optional.ofNullable(tenant), lifeSeconds());
    AccountApi.Login login = client(before).account().login(credentials);
    before.login(server, login.token()).write(file);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "logged in as %s, tenant %d (%s), for %s; the token is in %s%n",
        login.userName(),
        login.tenantId(),
        login.tenantName(),
        Counted.of(login.expiresIn() / DAY, "day"),
        file);
    return 0;
  }

  /** By the proxy and with the time-out that the file has. */
  private KamonohashiClient client(KqiConfig before) {
    try {
      return KamonohashiClient.from(before.login(server, "none yet")).build();
    } catch (IllegalArgumentException e) {
      throw isTyped() ? new ParameterException(spec.commandLine(), e.getMessage(), e) : e;
    }
  }

  /** Whether a mistake is the command line's, and not the file's. */
  private boolean isTyped() {
    try {
      KqiConfig typed = KqiConfig.of(server, "none yet");
      KamonohashiClient.from(proxy == null ? typed : typed.proxy(proxy)).build();
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private Optional<Integer> lifeSeconds() {
    if (days == null) {
      return Optional.empty();
    }
    if (days < 1 || days > MOST_DAYS) {
      throw new ParameterException(
          spec.commandLine(),
          "bad number of days: expected 1 to %d, found %d".formatted(MOST_DAYS, days));
    }
    return Optional.of(days * DAY);
  }

  private String password() throws IOException {
    if (passwordFile != null) {
      return WholeFiles.readText(passwordFile).lines().findFirst().orElse("");
    }
    String variable = System.getenv("HIBI_KQI_PASSWORD");
    if (variable != null) {
      return variable;
    }
    return new String(
        Terminal.find()
            .map(console -> console.readPassword("password of %s: ", user))
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "no password: expected --password-file, HIBI_KQI_PASSWORD or a terminal,"
                            + " found none")));
  }
}
