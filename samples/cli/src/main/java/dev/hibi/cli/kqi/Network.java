package dev.hibi.cli.kqi;

import dev.hibi.client.KqiConfig;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the platform is reached. */
final class Network {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--proxy",
      paramLabel = "URL",
      description =
          "Proxy between here and the platform, such as http://name:password@proxy:3128; 'login'"
              + " keeps it with the token.")
  private @Nullable URI proxy;

  @Option(names = "--no-proxy", description = "No proxy, whatever the login's file says.")
  private boolean noProxy;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description =
          "Certificates (PEM) of authorities to trust beside those that Java trusts; 'login' keeps"
              + " the file's place with the token.")
  private @Nullable Path caFile;

  /** A login's file with what was typed. */
  KqiConfig applyTo(KqiConfig config) {
    if (proxy != null && noProxy) {
      throw new ParameterException(
          spec.commandLine(), "unclear proxy: expected one of --proxy and --no-proxy, found both");
    }
    KqiConfig changed = noProxy ? config.withoutProxy() : config;
    changed = proxy == null ? changed : changed.proxy(proxy);
    return caFile == null ? changed : changed.caFile(caFile);
  }
}
