package dev.hibi.cli.kqi;

import dev.hibi.WholeFiles;
import dev.hibi.cli.console.Terminal;
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
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      description =
          "How long the token lasts (default: expireDays of the file, or else the platform's 10"
              + " days).")
  private @Nullable Integer days;

  @Mixin private Network network = new Network();

  @Option(names = "--config", paramLabel = "FILE", description = "Where the token is kept.")
  private @Nullable Path config;

  @Override
  public Integer call() throws IOException {
    Path file = config == null ? KqiConfig.defaultFile() : config;
    KqiConfig kept = Files.exists(file) ? KqiConfig.read(file) : KqiConfig.of(server, "");
    KqiConfig before = network.applyTo(isOfServer(kept) ? kept : kept.withoutNetwork());
    Credentials credentials =
        new Credentials(user, password(), Optional.ofNullable(tenant), lifeSeconds(before));
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

  /** What leads to one server need not lead to another, which should not hear its password. */
  private boolean isOfServer(KqiConfig kept) {
    return kept.knownServer().map(known -> place(known).equals(place(server))).orElse(true);
  }

  private static String place(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    return scheme + "://" + host + ":" + (address.getPort() < 0 ? usual : address.getPort());
  }

  /** By the proxy and with the time-out that the file has. */
  private KamonohashiClient client(KqiConfig before) throws IOException {
    try {
      return KamonohashiClient.from(before.login(server, "none yet")).build();
    } catch (IllegalArgumentException e) {
      throw isTyped() ? new ParameterException(spec.commandLine(), e.getMessage(), e) : e;
    }
  }

  /** Whether a mistake is the command line's, and not the file's. */
  private boolean isTyped() throws IOException {
    try {
      KqiConfig typed = network.applyTo(KqiConfig.of(server, "none yet"));
      KamonohashiClient.from(typed).build();
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /** As typed, or else as the file says. */
  private Optional<Integer> lifeSeconds(KqiConfig before) {
    if (days == null) {
      return before.lifetime().map(life -> Math.toIntExact(life.toSeconds()));
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
