package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KqiConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which platform, as whom; and how results are printed. */
final class Platform {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A login's file (default: ~/.kqi/config.json, which the platform's own command line"
              + " writes too; in a container KQI_SERVER and KQI_TOKEN come first).")
  private @Nullable Path config;

  @Option(names = "--tenant", paramLabel = "ID", description = "Another tenant than the login's.")
  private @Nullable Long tenant;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Zone of the server's clock, such as Asia/Tokyo (default: this machine's).")
  private @Nullable ZoneId zone;

  @Mixin private Network network = new Network();

  /** A client of the platform that was named, or logged in to. */
  KamonohashiClient client() throws IOException {
    KamonohashiClient.Builder builder = builder();
    if (zone != null) {
      builder.zone(zone);
    }
    KamonohashiClient client = usage(builder::build);
    return tenant == null ? client : client.forTenant(tenant);
  }

  private KamonohashiClient.Builder builder() throws IOException {
    if (config == null && System.getenv("KQI_SERVER") != null) {
      return KamonohashiClient.from(network.applyTo(usage(KqiConfig::fromEnvironment)));
    }
    Path file = config == null ? KqiConfig.defaultFile() : config;
    if (!Files.exists(file)) {
      throw new IOException(
          "not logged in: expected a file written by 'hibi kqi login', found none (" + file + ")");
    }
    return KamonohashiClient.from(network.applyTo(KqiConfig.read(file)));
  }

  /** Keeps another token in the login's file. */
  void keep(String token) throws IOException {
    if (config == null && System.getenv("KQI_SERVER") != null) {
      throw new IOException("no login's file: expected one to keep a token, found KQI_SERVER");
    }
    Path file = config == null ? KqiConfig.defaultFile() : config;
    KqiConfig login = KqiConfig.read(file);
    login.login(login.server(), token).write(file);
  }

  /** What a library refuses of what the user has typed. */
  <T> T usage(Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Refuses a number that is too small. */
  void atLeast(long least, String what, long found) {
    if (found < least) {
      throw wrong("bad %s: expected %d or more, found %d".formatted(what, least, found));
    }
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
